import { isPeriod, type UsageReportRequest, type UsageSort } from './report-request.ts';
import type { ReportRow, ReportSums } from './report-result.ts';

/** Rows in the order that a request asks for, and no more than it wants. */
export function sortRows(rows: readonly ReportRow[], request: UsageReportRequest): readonly ReportRow[] {
  const { kind, limit = rows.length, sort = isPeriod(kind) ? 'key' : 'cost' } = request;
  const order = request.order ?? (sort === 'key' ? 'asc' : 'desc');
  const sign = order === 'asc' ? 1 : -1;
  const sorted = rows.toSorted((a, b) => compare(a, b, sort, sign) || byKeys(a, b));
  const isRising = sort === 'key' && order === 'asc' && isPeriod(kind);
  return isRising ? sorted.slice(Math.max(0, sorted.length - limit)) : sorted.slice(0, limit);
}

/** The dearest first, what has no cost last. */
export function byCost(a: ReportSums, b: ReportSums): number {
  return compareNumbers(a.costUsd, b.costUsd, -1);
}

function compare(a: ReportRow, b: ReportRow, sort: UsageSort, sign: 1 | -1): number {
  switch (sort) {
    case 'key':
      return sign * compareTexts(a.key, b.key);
    case 'cost':
      return compareNumbers(a.costUsd, b.costUsd, sign);
    case 'tokens':
      return compareNumbers(a.tokens.total, b.tokens.total, sign);
    case 'calls':
      return compareNumbers(a.calls, b.calls, sign);
  }
}

function byKeys(a: ReportRow, b: ReportRow): number {
  return compareTexts(a.key, b.key) || byCost(a, b) || compareTexts(a.by ?? null, b.by ?? null);
}

function compareNumbers(a: number | null, b: number | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (a - b);
}

function compareTexts(a: string | null, b: string | null): number {
  const [one, other] = [a ?? '', b ?? ''];
  return one === other ? 0 : one < other ? -1 : 1;
}
