import type { Account } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { Instant } from './time.ts';
import type { SessionCost, Usage, UsageRecord, UsageTurn } from './usage.ts';

/** A stretch of time with both ends belonging to it; `null` is open. */
export interface TimeRange {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** By what usage can be summed up. `day`, `week` and `month` are those of the query's time zone. */
export type UsageDimension =
  | 'account'
  | 'agent'
  /** The repository in which the folder of a call lies, all of its worktrees together, else that folder itself. */
  | 'project'
  /** The top folder of the worktree in which it lies, else that folder itself. */
  | 'worktree'
  | 'branch'
  | 'model'
  | 'session'
  | 'subagent'
  | 'entrypoint'
  | 'day'
  | 'week'
  | 'month'
  /** What decides a price beside the model: see {@link UsageRow.price}. */
  | 'price';

/** Which calls to sum up, and by what. An absent filter lets everything through. */
export interface UsageQuery {
  readonly range: TimeRange;
  /** One row for each combination; empty gives one row in all. */
  readonly groupBy: readonly UsageDimension[];
  /** IANA name of the zone whose days are meant. Default `UTC`. */
  readonly timeZone?: string;
  /** The day on which a week begins. Default `monday`. */
  readonly weekStart?: 'monday' | 'sunday';
  readonly accountIds?: readonly string[];
  readonly agent?: AgentKind;
  /** Absolute path of a repository, of one of its worktrees, or of a folder: calls that were made in or below it. */
  readonly project?: string;
  readonly model?: string;
  readonly sessionId?: string;
}

/** One row of sums. A field by which the query did not group is `null`. */
export interface UsageRow {
  readonly accountId: string | null;
  readonly agent: AgentKind | null;
  readonly project: string | null;
  readonly gitBranch: string | null;
  readonly model: string | null;
  readonly sessionId: string | null;
  readonly subagentType: string | null;
  /** Absent where the query did not group by it. */
  readonly worktree?: string | null;
  /** Absent where the query did not group by it. */
  readonly entrypoint?: string | null;
  /** First day of the day, week or month, as `YYYY-MM-DD` in the query's zone. */
  readonly day: string | null;
  /** Of all its calls, where the query grouped by `price`; absent else. */
  readonly price?: {
    readonly speed: string | null;
    readonly batch: boolean;
    readonly geography: string | null;
    readonly longPrompt: boolean;
    /** See {@link promptStep}; absent where nobody kept them apart. */
    readonly promptStep?: number;
    /** The vendor wrote what each of them cost. */
    readonly vendorPriced: boolean;
  };
  readonly usage: Usage;
  /** Paid calls of a model. */
  readonly calls: number;
  /** Different sessions in this row; sums over rows count a session once per row. */
  readonly sessionCount: number;
  /** US dollars as the vendor wrote them, over the calls for which it did; `null` where it wrote none. */
  readonly vendorCostUsd: number | null;
  /** US dollars by the price table, over the calls that have a price; `null` where none has, or before pricing. */
  readonly estimatedUsd: number | null;
  /** Calls without a price, missing from `estimatedUsd`. */
  readonly unpricedCalls: number;
  /** Calls whose transcript the vendor has deleted since. */
  readonly archivedCalls: number;
  /** When its first call was made; absent where there is none. */
  readonly firstAt?: Instant;
  readonly lastAt?: Instant;
}

/** What was used, for those who decide: a role of the store. */
export interface UsageReader {
  queryUsage(query: UsageQuery): readonly UsageRow[];
  /** Each counted call by itself, oldest first; `groupBy` is not looked at. */
  usageCalls(query: UsageQuery): Iterable<UsageRecord>;
  /** What the vendor's CLI added up: of the last sums of all sessions those of this range. */
  sessionCosts(range: TimeRange, accountIds?: readonly string[]): readonly SessionCost[];
  /** Lines that gave no record, by reason, over all files that were read. */
  skippedLines(accountIds?: readonly string[]): Readonly<Record<string, number>>;
  /** Lines that told of a call which is counted already: its later blocks, and its copies in other transcripts. */
  repeatedLines(accountIds?: readonly string[]): number;
  /** Prompts that a person or a run gave to main sessions; resumes, sidechains and meta lines are none. */
  countTurns(account: Account, range: TimeRange): number;
  /** The same prompts one by one, oldest first. */
  turns(account: Account, range: TimeRange): readonly UsageTurn[];
}
