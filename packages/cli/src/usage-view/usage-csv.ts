import type { UsageReport } from '@ccx/usage';

const COLUMNS = [
  'calls',
  'sessions',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'total_tokens',
  'web_searches',
  'cost_usd',
  'unpriced_calls',
  'archived_calls',
];

/** The rows of a report as RFC 4180 has them; an empty cell is unknown. Accounts go by their names. */
export function usageCsv(report: UsageReport, names: ReadonlyMap<string, string>): string {
  const { kind, by, rows } = report;
  const named = (of: string, key: string | null): string =>
    (of === 'profile' ? (names.get(key ?? '') ?? key) : key) ?? '';
  const head = [kind, ...(by === null ? [] : [by]), ...COLUMNS];
  const lines = rows.map(({ key, by: second, tokens, calls, sessions, webSearches, costUsd, ...rest }) => [
    named(kind, key),
    ...(by === null ? [] : [named(by, second ?? null)]),
    calls,
    sessions,
    tokens.input,
    tokens.output,
    tokens.cacheRead,
    tokens.cacheWrite5m,
    tokens.cacheWrite1h,
    tokens.total,
    webSearches,
    costUsd ?? '',
    rest.unpricedCalls,
    rest.archivedCalls,
  ]);
  return [head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
