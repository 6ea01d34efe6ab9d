import type { Account, AgentKind, FleetState, Instant } from '@ccx/contracts';
import type { ProcessView } from './processes/process-view.ts';

/** A config dir in which sessions are looked for. */
export interface FleetRoot {
  readonly agent: AgentKind;
  /** Whose it is; `null` where it belongs to no known account. */
  readonly account: Account | null;
  /** Absolute path with links resolved. */
  readonly folder: string;
}

/**
 * Where evidence about a session's state comes from, in the order in which it is believed: the process itself, what
 * the vendor says, events of a run, hooks, the tail of the history, the title of its pane, CPU time.
 */
export const EVIDENCE_SOURCES = [
  'process',
  'vendor',
  'events',
  'hooks',
  'transcript',
  'title',
  'cpu',
] as const;

export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/** What one source says about what a session does. */
export interface StateEvidence {
  readonly is: FleetState['is'];
  /** For people, in a few words: what it waits for, or how it is known. */
  readonly why: string;
  readonly source: EvidenceSource;
  /** Since when it is so; `null` is unknown. */
  readonly since: Instant | null;
  /** When it was written or seen; `null` is unknown. */
  readonly observedAt: Instant | null;
  /** When a `limited` one comes back. Absent: does not apply, or unknown. */
  readonly until?: Instant | null;
}

/** A session as its vendor's source tells of it, before anything is joined to it. */
export interface FoundSession {
  readonly pid: number;
  /** The kernel's token of its process' start; `null` is unknown: then nothing proves which process it is. */
  readonly startedAt: string | null;
  /** The vendor's own words for where the pid means something; `null`: here. */
  readonly foreignDomain: string | null;
  readonly sessionId: string | null;
  readonly name: string | null;
  readonly cwd: string | null;
  /** The vendor's status word as it was found. */
  readonly status: string | null;
  readonly began: Instant | null;
  readonly updated: Instant | null;
  readonly entrypoint: string | null;
  readonly version: string | null;
  readonly sessionFile: string | null;
  readonly transcriptPath: string | null;
  /** About a process that lives. What is dead or out of reach is found out by the scan, alike for all. */
  readonly evidence: readonly StateEvidence[];
}

/** What a source may look at, and where it leaves what it could not read. */
export interface SourceContext {
  readonly proc: ProcessView;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Counts something that was found and gave no session, by reason. */
  skip(reason: string): void;
}

/** How the sessions of one agent are found in a config dir; pure reading of files. */
export interface FleetSource {
  readonly agent: AgentKind;
  /** Dead ones too, where the vendor leaves a file behind. Never throws for what a file says. */
  sessions(root: FleetRoot, context: SourceContext): readonly FoundSession[];
  /** Folders and files whose change may change the answer, for who watches. They need not exist. */
  watched(root: FleetRoot): readonly string[];
}
