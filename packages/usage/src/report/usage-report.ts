import type { QuotaHistory, UsageReader } from '@ccx/contracts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { priceRows, type PricedRow } from './price-rows.ts';
import { DIMENSION_OF, queryOf, type UsageReportRequest } from './report-request.ts';
import type { ModelSums, ReportRow, UsageReport } from './report-result.ts';
import { partOfRow, rowKey } from './row-key.ts';
import { sessionWindows } from './session-windows.ts';
import { byCost, sortRows } from './sort-rows.ts';
import { sumsOf } from './sums.ts';
import { unpricedModels } from './unpriced-models.ts';

/** What a report needs beside the store. */
export interface UsageReportOptions {
  readonly pricing: UsagePricing;
  /** Numbers of quotas over time, for what sessions changed in them. Default `null`: nobody kept any. */
  readonly quotas?: Pick<QuotaHistory, 'quotaHistory'> | null;
}

/**
 * What was used and what it cost. Every kind adds the same calls up, so that the totals of all kinds are equal.
 *
 * @throws CcxError `invalid_argument` for a request that makes no sense
 */
export function usageReport(
  reader: UsageReader,
  request: UsageReportRequest,
  { pricing, quotas = null }: UsageReportOptions,
): UsageReport {
  const { kind, by, mode = 'auto', breakdown = false } = request;
  const query = queryOf(request);
  const priced = priceRows(reader, query, pricing, mode);
  const parts = Map.groupBy(priced, ({ row }) => rowKey(row, query));
  const windows = kind === 'session' && by === undefined && quotas !== null && sessionWindows(reader, quotas, query);
  // Sessions are counted by the store: a session with two models is in two of the finer rows.
  const rows = reader.queryUsage(query).map((row): ReportRow => {
    const own = parts.get(rowKey(row, query)) ?? [];
    return {
      key: partOfRow(row, DIMENSION_OF[kind]),
      ...(by === undefined ? {} : { by: partOfRow(row, DIMENSION_OF[by]) }),
      ...sumsOf(own),
      sessions: row.sessionCount,
      firstCallAt: row.firstAt ?? null,
      lastCallAt: row.lastAt ?? null,
      ...(windows === false ? {} : { windows: windows.get(row.sessionId ?? '') ?? [] }),
      ...(breakdown ? { models: modelsOf(own) } : {}),
    };
  });
  const shown = sortRows(rows, request);
  const [all] = reader.queryUsage({ ...query, groupBy: [] });
  return {
    schemaVersion: 1,
    kind,
    by: by ?? null,
    mode,
    timeZone: query.timeZone ?? 'UTC',
    weekStart: query.weekStart ?? 'monday',
    range: query.range,
    pricesCheckedAt: pricing.lastUpdated(),
    rows: shown,
    omittedRows: rows.length - shown.length,
    totals: { ...sumsOf(priced), sessions: all?.sessionCount ?? 0 },
    unpriced: unpricedModels(priced),
    skipped: reader.skippedLines(request.accountIds),
  };
}

function modelsOf(parts: readonly PricedRow[]): readonly ModelSums[] {
  return [...Map.groupBy(parts, ({ row }) => row.model ?? '')]
    .map(([model, rows]) => ({ model, ...sumsOf(rows) }))
    .sort((a, b) => byCost(a, b) || (a.model < b.model ? -1 : 1));
}
