import type { UsageReader } from '@ccx/contracts';
import { priceRows } from '../report/price-rows.ts';
import { plainModel } from './plain-model.ts';
import { sessionSums, type AuditOptions } from './session-sums.ts';

/** The table's price of some calls beside the vendor's own. */
export interface PriceDrift {
  /** Its plain name. */
  readonly model: string;
  /** Where the vendor's price stands: beside each call, or in the sum of a session of which every call has a record. */
  readonly basis: 'record' | 'session';
  readonly calls: number;
  readonly oursUsd: number;
  readonly vendorUsd: number;
  /** Ours divided by the vendor's, minus 1; `null` where the vendor says that it cost nothing. */
  readonly drift: number | null;
  /** More than one percent apart: the table is wrong, or this vendor's bill is another than its list. */
  readonly exceeds: boolean;
}

const TOLERATED = 0.01;

interface Compared {
  readonly model: string;
  readonly basis: PriceDrift['basis'];
  readonly calls: number;
  readonly oursUsd: number;
  readonly vendorUsd: number;
}

/** Compares the two prices of the same calls, model by model; calls that have only one are left out. */
export function priceDrift(reader: UsageReader, options: AuditOptions): readonly PriceDrift[] {
  const compared = [...priceOfRecords(reader, options), ...priceOfSessions(reader, options)];
  return [...Map.groupBy(compared, ({ model, basis }) => `${model} ${basis}`).values()]
    .flatMap((same) => (same[0] === undefined ? [] : [driftOf(same[0], same)]))
    .sort((a, b) => (a.model === b.model ? (a.basis < b.basis ? -1 : 1) : a.model < b.model ? -1 : 1));
}

function priceOfRecords(reader: UsageReader, { pricing, accountIds }: AuditOptions): readonly Compared[] {
  const query = { range: { from: null, to: null }, groupBy: [], ...(accountIds === undefined ? {} : { accountIds }) };
  return priceRows(reader, query, pricing, 'calculate').flatMap(({ row, usd }): readonly Compared[] => {
    const { vendorCostUsd, calls, price } = row;
    if (usd === null || vendorCostUsd === null || price?.vendorPriced !== true) return [];
    const model = plainModel(row.model ?? '', pricing);
    return [{ model, basis: 'record', calls, oursUsd: usd, vendorUsd: vendorCostUsd }];
  });
}

function priceOfSessions(reader: UsageReader, options: AuditOptions): readonly Compared[] {
  const { pricing } = options;
  // Only where the sum holds the calls of the records and no others is it the price of the same calls.
  const equal = sessionSums(reader, options).filter(({ rest }) => rest?.size === 0);
  if (equal.length === 0) return [];
  const query = { range: { from: null, to: null }, groupBy: ['session'] as const };
  const priced = Map.groupBy(priceRows(reader, query, pricing, 'calculate'), ({ row }) =>
    keyOf(row.sessionId ?? '', plainModel(row.model ?? '', pricing)),
  );
  return equal.flatMap(({ cost }) =>
    cost.models.flatMap(({ model: name, costUsd }): readonly Compared[] => {
      const model = plainModel(name, pricing);
      const parts = priced.get(keyOf(cost.sessionId, model)) ?? [];
      const known = parts.flatMap(({ usd }) => usd ?? []);
      if (costUsd === null || known.length === 0 || known.length < parts.length) return [];
      const calls = parts.reduce((sum, { row }) => sum + row.calls, 0);
      const oursUsd = known.reduce((sum, usd) => sum + usd, 0);
      return [{ model, basis: 'session', calls, oursUsd, vendorUsd: costUsd }];
    }),
  );
}

function keyOf(sessionId: string, model: string): string {
  return JSON.stringify([sessionId, model]);
}

function driftOf({ model, basis }: Compared, same: readonly Compared[]): PriceDrift {
  const oursUsd = same.reduce((sum, part) => sum + part.oursUsd, 0);
  const vendorUsd = same.reduce((sum, part) => sum + part.vendorUsd, 0);
  const drift = vendorUsd === 0 ? null : oursUsd / vendorUsd - 1;
  return {
    model,
    basis,
    calls: same.reduce((sum, part) => sum + part.calls, 0),
    oursUsd,
    vendorUsd,
    drift,
    exceeds: drift === null ? oursUsd > 0 : Math.abs(drift) > TOLERATED,
  };
}
