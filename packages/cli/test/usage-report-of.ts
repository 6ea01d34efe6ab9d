import type { ModelSums, ReportRow, ReportSums, ReportTokens, UsageReport } from '@ccx/usage';

/** Tokens with a right total; what is not said is none. */
export function tokens(some: Partial<Omit<ReportTokens, 'total'>> = {}): ReportTokens {
  const all = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: null, ...some };
  return { ...all, total: all.input + all.output + all.cacheRead + all.cacheWrite5m + all.cacheWrite1h };
}

function sums(some: Partial<ReportSums> = {}): ReportSums {
  return { tokens: tokens(), webSearches: 0, calls: 1, costUsd: 1, unpricedCalls: 0, archivedCalls: 0, ...some };
}

export function row(key: string | null, some: Partial<ReportRow> = {}): ReportRow {
  return { key, ...sums(), sessions: 1, firstCallAt: null, lastCallAt: null, ...some };
}

export function modelSums(model: string, some: Partial<ReportSums> = {}): ModelSums {
  return { model, ...sums(some) };
}

/** A report of some rows; the totals are theirs. */
export function reportOf(rows: readonly ReportRow[], some: Partial<UsageReport> = {}): UsageReport {
  const add = (of: (row: ReportRow) => number): number => rows.reduce((sum, one) => sum + of(one), 0);
  return {
    schemaVersion: 1,
    kind: 'daily',
    by: null,
    mode: 'auto',
    timeZone: 'UTC',
    weekStart: 'monday',
    range: { from: null, to: null },
    pricesCheckedAt: '2026-11-21T00:00:00.000Z',
    rows,
    omittedRows: 0,
    totals: {
      tokens: tokens({
        input: add((one) => one.tokens.input),
        output: add((one) => one.tokens.output),
        cacheRead: add((one) => one.tokens.cacheRead),
        cacheWrite5m: add((one) => one.tokens.cacheWrite5m),
        cacheWrite1h: add((one) => one.tokens.cacheWrite1h),
      }),
      webSearches: add((one) => one.webSearches),
      calls: add((one) => one.calls),
      costUsd: add((one) => one.costUsd ?? 0),
      unpricedCalls: add((one) => one.unpricedCalls),
      archivedCalls: add((one) => one.archivedCalls),
      sessions: add((one) => one.sessions),
    },
    unpriced: [],
    skipped: {},
    ...some,
  };
}
