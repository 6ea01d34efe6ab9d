import { totalTokens, type Usage } from '@ccx/contracts';
import type { PricedRow } from './price-rows.ts';
import type { ReportSums, ReportTokens } from './report-result.ts';

/** Adds rows up. A cost that some rows have not is the cost of the others, with the calls that are missing from it. */
export function sumsOf(rows: readonly PricedRow[]): ReportSums {
  const priced = rows.flatMap(({ usd }) => usd ?? []);
  return {
    tokens: tokensOf(rows.map(({ row }) => row.usage)),
    webSearches: add(rows.map(({ row }) => row.usage.webSearches ?? 0)),
    calls: add(rows.map(({ row }) => row.calls)),
    // In rising order, so that the same numbers give the same sum however they came.
    costUsd: priced.length === 0 ? null : add(priced.sort((a, b) => a - b)),
    unpricedCalls: add(rows.map(({ row, usd }) => (usd === null ? row.calls : 0))),
    archivedCalls: add(rows.map(({ row }) => row.archivedCalls)),
  };
}

function tokensOf(usages: readonly Usage[]): ReportTokens {
  const said = usages.flatMap(({ reasoning }) => reasoning ?? []);
  return {
    input: add(usages.map(({ input }) => input)),
    output: add(usages.map(({ output }) => output)),
    cacheRead: add(usages.map(({ cacheRead }) => cacheRead)),
    cacheWrite5m: add(usages.map(({ cacheWrite5m }) => cacheWrite5m)),
    cacheWrite1h: add(usages.map(({ cacheWrite1h }) => cacheWrite1h)),
    total: add(usages.map(totalTokens)),
    reasoning: said.length === 0 ? null : add(said),
  };
}

function add(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
