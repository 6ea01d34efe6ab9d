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
  /** The session in whose transcript it stands. */
  readonly sessionId: string;
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
  /** Read from a transcript that the vendor moved to its archive. */
  readonly archived: boolean;
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
  /** Lines that gave no record, counted by reason. */
  readonly skipped: Readonly<Record<string, number>>;
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
  commit(batch: ScanBatch): void;
}
