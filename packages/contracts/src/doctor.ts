/** One thing that a check found, good or bad. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  /** What was looked at. */
  readonly what: string;
  /** What was found and why it matters. */
  readonly why: string;
  /** What the person can do, as a sentence or as a command that can be pasted; `null` where nothing is to be done. */
  readonly mend: string | null;
  /** Whether the check's `fix` can do it. */
  readonly fixable: boolean;
}

/** One question that `ccx doctor` asks. Each package brings those about its own things. */
export interface DoctorCheck {
  /** Stable, e.g. `profiles.config-dirs`. */
  readonly id: string;
  /** Changes nothing. What it cannot find out is a finding, not an exception. */
  run(signal: AbortSignal): Promise<readonly Finding[]>;
  /** Mends one of its own fixable findings, after the person was asked. */
  fix?(finding: Finding): Promise<void>;
}
