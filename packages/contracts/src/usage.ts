import type { Account } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { Instant } from './time.ts';

/** Tokens by bucket. `input` never contains cached tokens, in any dialect or report. */
export interface Usage {
  /** Tokens sent that no cache served. */
  readonly input: number;
  /** Tokens that the model wrote, reasoning included. */
  readonly output: number;
  /** Tokens served from the vendor's prompt cache. */
  readonly cacheRead: number;
  /** Tokens written to the cache for five minutes. */
  readonly cacheWrite5m: number;
  /** Tokens written to the cache for one hour. */
  readonly cacheWrite1h: number;
  /** The part of `output` that was reasoning, where the vendor says it. */
  readonly reasoning?: number;
  /** Requests of the vendor's web search tool. */
  readonly webSearches?: number;
}

/** The sum of all five buckets; `reasoning` is part of `output` and not added again. */
export function totalTokens(usage: Usage): number {
  return usage.input + usage.output + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}

/** One paid call of a model, as a transcript recorded it. Lines without usage make no record. */
export interface UsageRecord {
  /** The vendor's message id: the same call in two files is one record. */
  readonly id: string;
  readonly account: Account;
  /** The session that made the request, also where its record was copied into another session's transcript. */
  readonly sessionId: string;
  /** When the record was written. */
  readonly at: Instant;
  /** As the vendor wrote it, with date and suffixes. */
  readonly model: string;
  readonly usage: Usage;
  /** US dollars as the vendor wrote them; `null` where it wrote none. */
  readonly vendorCostUsd: number | null;
  /** Folder of the call, from the record itself. */
  readonly cwd: string | null;
  readonly gitBranch: string | null;
  /** `null` for the main session. */
  readonly subagentType: string | null;
  /** How the CLI was started, in the vendor's words. */
  readonly entrypoint: string | null;
  /** The vendor's speed tier, e.g. `fast`. */
  readonly speed: string | null;
  /** Its transcript is gone, or lies in the vendor's archive. */
  readonly archived: boolean;
  /** The vendor's id of the request; `null` and absent where there is none, as behind gateways: then `id` alone names the call. */
  readonly requestId?: string | null;
  /** Written beside the main conversation: by a subagent, or as a copy for a side question. Absent is `false`. */
  readonly sidechain?: boolean;
  /** Counts the parts of a call that are billed apart, because they name a model of their own, from 0. Absent is 0. */
  readonly part?: number;
  /** Its prompt was so long that the vendor bills another tier. Absent is `false`. */
  readonly longPrompt?: boolean;
  /** Sent through the vendor's batch interface. Absent is `false`. */
  readonly batch?: boolean;
  /** Where the vendor was told to compute it, in its words, e.g. `us`; `null` and absent: anywhere. */
  readonly geography?: string | null;
  /** The repository in which `cwd` lies, where a store knows it; see {@link WorkFolder}. */
  readonly repository?: string;
  /** The worktree in which `cwd` lies, where a store knows it. */
  readonly worktree?: string;
}

/** A prompt that a person or a run gave to a main session. */
export interface UsageTurn {
  /** The vendor's id of the prompt's message: the same prompt in two files is one turn. */
  readonly id: string;
  readonly account: Account;
  readonly sessionId: string;
  readonly at: Instant;
}

/**
 * What the vendor's CLI itself added up for a session, all of its calls included, also those that left no record. A fork
 * begins with the sum of its parent: never add sessions up.
 */
export interface SessionCost {
  readonly account: Account;
  readonly sessionId: string;
  readonly at: Instant;
  readonly models: readonly { readonly model: string; readonly usage: Usage; readonly costUsd: number | null }[];
}

/** In which repository a folder lies. */
export interface WorkFolder {
  /** As records name it. */
  readonly cwd: string;
  /** Folder of the repository's main worktree, the same for all of its worktrees; of a bare repository its own. */
  readonly repository: string;
  /** Top folder of the worktree in which `cwd` lies; in the main one that is `repository`. */
  readonly worktree: string;
}

/** What one step of a scan found in one file. */
export interface ScanBatch {
  /** Absolute path of the transcript. */
  readonly file: string;
  /** The file was rewritten: forget what earlier batches of it said. */
  readonly replaces: boolean;
  readonly records: readonly UsageRecord[];
  /** Where to go on; opaque, hand it back as it is. */
  readonly cursor: string;
  /** The cursor that this batch goes on from; `null` for a file without one. Absent: whatever is kept. */
  readonly after?: string | null;
  /** Lines that gave no record, counted by reason; below 0 where an earlier batch counted what turned out to give one. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Lines that told of a call, of one call as often as they did. Absent: as many as there are records. */
  readonly callLines?: number;
  /** Absent is none. */
  readonly turns?: readonly UsageTurn[];
  /** The last of each session in this batch. Absent is none. */
  readonly costs?: readonly SessionCost[];
  /** In whose folder the file lies, whoever paid for its calls. Absent: of all whom it tells of. */
  readonly account?: Account;
}

/** Reads one agent's transcripts. */
export interface UsageScanner {
  readonly agent: AgentKind;
  /** Only what is new since the cursor of each file; `null` reads it from the start. */
  scan(of: Account, cursor: (file: string) => string | null, signal?: AbortSignal): AsyncIterable<ScanBatch>;
}

/** Where scanned usage is kept. `commit` writes records and cursor in one transaction. */
export interface UsageStore {
  /** Where the last batch of this file ended; `null` for a file that was never read. */
  cursor(file: string): string | null;
  /**
   * Records, turns, costs, counts and the cursor, in one transaction. A batch that does not go on from the cursor that is
   * kept is left out: another process has read on meanwhile, and what that found stands.
   */
  commit(batch: ScanBatch): void;
  /** As `commit` of one after the other, all in one transaction: first scans find thousands of small files. */
  commitAll(batches: readonly ScanBatch[]): void;
  /** The transcripts of an account that were read, ordered by their absolute paths. */
  files(accountId: string): readonly { readonly path: string; readonly archived: boolean }[];
  /** The transcript is gone: what it said stays, and is marked. */
  archive(file: string): void;
  /** It is there again, as it was; a batch of it takes the mark back too. */
  restore(file: string): void;
  /** Where a folder of records lies; replaces what was said of it before, and stays when the folder is gone. */
  keepFolder(folder: WorkFolder): void;
}
