import type { Finding, Instant, UsageReader } from '@ccx/contracts';
import { priceRows } from '../report/price-rows.ts';
import type { UnpricedModel } from '../report/report-result.ts';
import { unpricedModels } from '../report/unpriced-models.ts';
import { auditFindings } from './audit-findings.ts';
import { priceDrift, type PriceDrift } from './price-drift.ts';
import type { AuditOptions } from './session-sums.ts';
import { usageOverhead, type UsageOverhead } from './usage-overhead.ts';

/** Everything that reports leave out or cannot be sure of. */
export interface UsageAudit {
  readonly schemaVersion: 1;
  /** Calls that are counted. */
  readonly calls: number;
  /** Those of them whose transcript the vendor has deleted since. */
  readonly archivedCalls: number;
  /** Lines that gave no call of their own, by reason; `duplicate` are those of a call that is counted already. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Models without a price in the table, the most calls first. */
  readonly unpriced: readonly UnpricedModel[];
  /** Calls that left no record. */
  readonly overhead: UsageOverhead;
  /** The table's prices beside the vendors' own. */
  readonly drift: readonly PriceDrift[];
  /** When the newest of the embedded prices was checked. */
  readonly pricesCheckedAt: Instant;
  /** What a person should look at, for `ccx doctor` too; empty where all is well. */
  readonly findings: readonly Finding[];
}

/** Accounts for what is not in the reports, over all that was ever read. */
export function usageAudit(reader: UsageReader, options: AuditOptions): UsageAudit {
  const { pricing, accountIds } = options;
  const query = { range: { from: null, to: null }, groupBy: [], ...(accountIds === undefined ? {} : { accountIds }) };
  const rows = priceRows(reader, query, pricing, 'calculate');
  const unpriced = unpricedModels(rows);
  const drift = priceDrift(reader, options);
  const duplicate = reader.repeatedLines(accountIds);
  return {
    schemaVersion: 1,
    calls: rows.reduce((sum, { row }) => sum + row.calls, 0),
    archivedCalls: rows.reduce((sum, { row }) => sum + row.archivedCalls, 0),
    skipped: { ...reader.skippedLines(accountIds), ...(duplicate > 0 && { duplicate }) },
    unpriced,
    overhead: usageOverhead(reader, options),
    drift,
    pricesCheckedAt: pricing.lastUpdated(),
    findings: auditFindings(unpriced, drift),
  };
}
