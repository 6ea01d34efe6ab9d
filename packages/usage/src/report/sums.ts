import { addTokens, NO_TOKENS } from './add-tokens.ts';
import type { PricedRow } from './price-rows.ts';
import type { ReportSums } from './report-result.ts';

/** Adds rows up. A cost that some rows have not is the cost of the others, with the calls that are missing from it. */
export function sumsOf(rows: readonly PricedRow[]): ReportSums {
  const priced = rows.flatMap(({ usd }) => usd ?? []);
  return {
    tokens: rows.reduce((sum, { row }) => addTokens(sum, row.usage), NO_TOKENS),
    webSearches: add(rows.map(({ row }) => row.usage.webSearches ?? 0)),
    calls: add(rows.map(({ row }) => row.calls)),
    // In rising order, so that the same numbers give the same sum however they came.
    costUsd: priced.length === 0 ? null : add(priced.sort((a, b) => a - b)),
    unpricedCalls: add(rows.map(({ row, usd }) => (usd === null ? row.calls : 0))),
    archivedCalls: add(rows.map(({ row }) => row.archivedCalls)),
  };
}

function add(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
