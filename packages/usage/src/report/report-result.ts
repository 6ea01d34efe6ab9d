import type { Instant, TimeRange } from '@ccx/contracts';
import type { CostMode } from '../pricing/cost-mode.ts';
import type { UsageReportKind } from './report-request.ts';
import type { WindowChange } from './session-windows.ts';

/** Tokens by bucket, as sums; `input` holds no cached tokens. */
export interface ReportTokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Written to the cache for five minutes. */
  readonly cacheWrite5m: number;
  /** Written to the cache for one hour. */
  readonly cacheWrite1h: number;
  /** The five buckets together. */
  readonly total: number;
  /** The part of `output` that was reasoning; `null` where no call said it. */
  readonly reasoning: number | null;
}

/** What every line of a report has: rows, their parts by model, and the totals. */
export interface ReportSums {
  readonly tokens: ReportTokens;
  /** Requests of the vendors' web search. */
  readonly webSearches: number;
  /** Paid calls of a model. */
  readonly calls: number;
  /** US dollars of the calls that have a price in the report's mode; `null` where none has. */
  readonly costUsd: number | null;
  /** Calls without a price, missing from `costUsd`. */
  readonly unpricedCalls: number;
  /** Calls whose transcript the vendor has deleted since; they count like all others. */
  readonly archivedCalls: number;
}

/** One row. */
export interface ReportRow extends ReportSums {
  /** First day of the period, or the session, folder, model, account, branch or agent; `null` where calls name none. */
  readonly key: string | null;
  /** The second dimension; absent where the report has one. */
  readonly by?: string | null;
  /** Different sessions in this row: a session of two days is in the row of each. */
  readonly sessions: number;
  /** When its first and its last call were made. */
  readonly firstCallAt: Instant | null;
  readonly lastCallAt: Instant | null;
  /** What changed in the windows of its accounts, where that is known. Absent but in reports of sessions alone. */
  readonly windows?: readonly WindowChange[];
  /** What each model has of it, the dearest first. Absent without `breakdown`. */
  readonly models?: readonly ModelSums[];
}

/** The part of one model. */
export interface ModelSums extends ReportSums {
  /** As the vendor wrote it. */
  readonly model: string;
}

/** Calls of one model that have no price in the report's mode. */
export interface UnpricedModel {
  readonly model: string;
  readonly calls: number;
  /** All five buckets. */
  readonly tokens: number;
}

/** Any report, also as JSON. A new field is no new version; a changed or missing one is. */
export interface UsageReport {
  readonly schemaVersion: 1;
  readonly kind: UsageReportKind;
  readonly by: UsageReportKind | null;
  readonly mode: CostMode;
  /** IANA name of the zone whose days are meant. */
  readonly timeZone: string;
  readonly weekStart: 'monday' | 'sunday';
  readonly range: TimeRange;
  /** When the newest of the embedded prices was checked. */
  readonly pricesCheckedAt: Instant;
  readonly rows: readonly ReportRow[];
  /** Rows that `limit` left out; the totals have them. */
  readonly omittedRows: number;
  /** Over everything the filters let through, each session counted once. */
  readonly totals: ReportSums & { readonly sessions: number };
  /** The most calls first. */
  readonly unpriced: readonly UnpricedModel[];
  /** Lines that gave no record, by reason, over all files of these accounts, whatever their time. */
  readonly skipped: Readonly<Record<string, number>>;
}
