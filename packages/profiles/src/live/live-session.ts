/** A process of an agent that may write into a config dir. */
export interface LiveSession {
  readonly pid: number;
  /** The kernel's token of its start; `null` where it cannot be read from here. */
  readonly startedAt: string | null;
  /** The vendor's id; `null` is unknown. */
  readonly sessionId: string | null;
  /** `null` is unknown. */
  readonly cwd: string | null;
  /** A `daemon` holds no terminal, but writes the records of sessions that it serves. */
  readonly kind: 'session' | 'daemon';
  /** How it is known, and where that is a doubt, which; for people. */
  readonly why: string;
}
