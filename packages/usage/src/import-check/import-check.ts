import type { UsageReader } from '@ccx/contracts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { addChecked, type CcusageReport, type CcusageRow, type CheckedTokens } from './ccusage-report.ts';
import { costReasons } from './cost-reasons.ts';
import type { ImportReason } from './import-rules.ts';
import { NO_CHECKED, ownRows, rowOf, type OwnRow, type OwnRowsOptions } from './own-rows.ts';
import { isZero, tokenReasons, type RowPlace } from './token-reasons.ts';

/** One row that differs. */
export interface ImportDifference {
  /** The day, the first day of the week, the month, the session, or the start of the 5 hours. */
  readonly key: string;
  /** Theirs minus ours. */
  readonly tokens: CheckedTokens;
  /** Theirs minus ours in US dollars, in mode `auto`; calls without a price count nothing here. */
  readonly costUsd: number;
  /** `null` where the row is in one of the two reports only. */
  readonly missing: 'here' | 'there' | null;
  /** Empty where nothing that is known explains it. */
  readonly reasons: readonly ImportReason[];
}

/** A report of ccusage beside ours. */
export interface ImportCheck {
  readonly schemaVersion: 1;
  readonly kind: CcusageReport['kind'];
  readonly timeZone: string;
  /** Rows in either report, as far as theirs goes. */
  readonly rows: number;
  /** Those that differ, in order of their keys. */
  readonly differences: readonly ImportDifference[];
  readonly theirs: { readonly tokens: CheckedTokens; readonly costUsd: number };
  readonly ours: { readonly tokens: CheckedTokens; readonly costUsd: number | null };
}

/** Compares a report of ccusage with ours, row by row, and says of each difference what is known to make it. */
export function importCheck(reader: UsageReader, report: CcusageReport, options: OwnRowsOptions): ImportCheck {
  const { kind, rows } = report;
  const theirs = new Map(rows.map((row) => [row.key, row]));
  const keys = rows.map(({ key }) => key).sort();
  const isWithin = (key: string): boolean =>
    kind === 'session' || (key >= (keys[0] ?? '') && key <= (keys.at(-1) ?? ''));
  const all = ownRows(reader, report, options);
  const ours = new Map([...all].filter(([key]) => isWithin(key)));
  const both = [...new Set([...theirs.keys(), ...ours.keys()])].sort();
  const calls = [...ours.values()].flatMap((row) => row.calls);
  const isUnified = rows.some(({ agents }) => agents.length > 0);
  const place: RowPlace = {
    // Of all agents together weeks and months are sums of its days.
    asDaily: kind === 'daily' || (isUnified && (kind === 'weekly' || kind === 'monthly')),
    mixesAccounts: kind === 'blocks' && new Set(calls.map(({ account }) => account.id)).size > 1,
  };
  const found = both.flatMap((key) => differenceOf(key, theirs.get(key), ours.get(key), options.pricing, place));
  const own = rowOf(calls, options.pricing);
  return {
    schemaVersion: 1,
    kind,
    timeZone: options.timeZone,
    rows: both.length,
    differences: withMoved(found),
    theirs: {
      tokens: rows.reduce((sum, { tokens }) => addChecked(sum, tokens, 1), NO_CHECKED),
      costUsd: rows.reduce((sum, { costUsd }) => sum + costUsd, 0),
    },
    ours: { tokens: own.tokens, costUsd: own.costUsd.auto },
  };
}

function differenceOf(
  key: string,
  theirs: CcusageRow | undefined,
  ours: OwnRow | undefined,
  pricing: UsagePricing,
  place: RowPlace,
): readonly ImportDifference[] {
  const tokens = addChecked(theirs?.tokens ?? NO_CHECKED, ours?.tokens ?? NO_CHECKED, -1);
  const costUsd = (theirs?.costUsd ?? 0) - (ours?.costUsd.auto ?? 0);
  const missing = theirs === undefined ? 'there' : ours === undefined ? 'here' : null;
  const row = { key, tokens, costUsd, missing } as const;
  if (!isZero(tokens)) return [{ ...row, reasons: tokenReasons(tokens, theirs, ours, place) }];
  if (theirs === undefined || ours === undefined || isSameCost(costUsd, theirs.costUsd)) return [];
  return [{ ...row, reasons: costReasons(theirs, ours, pricing) }];
}

/** Sums in another order differ in their last digits. */
function isSameCost(difference: number, of: number): boolean {
  return Math.abs(difference) <= 1e-6 + Math.abs(of) * 1e-6;
}

/** What one row lacks and another has too much of is the same calls in another row. */
function withMoved(differences: readonly ImportDifference[]): readonly ImportDifference[] {
  const moved: ImportReason = { rule: 'moved', certain: true };
  const sum = differences.reduce((total, { tokens }) => addChecked(total, tokens, 1), NO_CHECKED);
  const apart = differences.filter(({ tokens }) => !isZero(tokens));
  if (apart.length > 1 && isZero(sum)) {
    return differences.map((row) => (isZero(row.tokens) ? row : { ...row, reasons: [moved] }));
  }
  const keys = new Set(apart.map(({ tokens }) => textOf(tokens, 1)));
  return differences.map((row) =>
    !isZero(row.tokens) && keys.has(textOf(row.tokens, -1)) ? { ...row, reasons: [moved] } : row,
  );
}

function textOf(tokens: CheckedTokens, sign: 1 | -1): string {
  return JSON.stringify(addChecked(NO_CHECKED, tokens, sign));
}
