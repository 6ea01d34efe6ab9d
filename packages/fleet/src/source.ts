import type { Account, AgentKind, FleetState, Instant } from '@ccx/contracts';
import type { ScanMemory } from './scan-memory.ts';
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
 * Where evidence about a session's state comes from, in the order in which it is believed: the process itself, what the
 * vendor says in its files and in the title of its window, events of a run, hooks, the end of the history, CPU time.
 */
export const EVIDENCE_SOURCES = ['process', 'vendor', 'title', 'events', 'hooks', 'transcript', 'cpu'] as const;

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
  /** Reads a file that may be as it was in the scan before. */
  readonly memory: ScanMemory;
  /** Counts something that was found and gave no session, by reason. */
  skip(reason: string): void;
}

/** One thing that was said in a session. */
export interface SessionMessage {
  readonly by: 'person' | 'agent' | 'tool';
  /** Of a tool: its name and what it was called with, in a line. */
  readonly text: string;
  readonly at: Instant | null;
}

/** What the end of a session's history tells beside its state; `null` is unknown. */
export interface HistoryFacts {
  readonly model: string | null;
  /** US dollars, where the vendor itself keeps the sum: as of its last turn that ended. */
  readonly costUsd: number | null;
  /** All buckets together, as of the same moment. */
  readonly tokens: number | null;
}

/** How the sessions of one agent are found in a config dir; pure reading of files. */
export interface FleetSource {
  readonly agent: AgentKind;
  /** Dead ones too, where the vendor leaves a file behind. Never throws for what a file says. */
  sessions(root: FleetRoot, context: SourceContext): readonly FoundSession[];
  /** Whether a process with these arguments serves sessions in the background. Absent: the agent has no such process. */
  readonly serves?: (args: readonly string[]) => boolean;
  /** What the title that the agent gives its window says; `null` where that is nothing. Absent: it never says anything. */
  readonly title?: (title: string) => Pick<FleetState, 'is' | 'why'> | null;
  /** What was said last, oldest first; nothing where the file cannot be read. */
  messages(transcript: string, most: number): readonly SessionMessage[];
  facts(transcript: string): HistoryFacts;
  /** Subagents that work now for a session whose process was started at this time; `null` where nothing tells. */
  subagents(transcript: string, startedMs: number): number | null;
  /** Folders and files whose change may change the answer, for who watches. They need not exist. */
  watched(root: FleetRoot): readonly string[];
}
