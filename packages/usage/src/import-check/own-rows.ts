import type { UsageQuery, UsageReader, UsageRecord } from '@ccx/contracts';
import { costOfCall, type CostMode } from '../pricing/cost-mode.ts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { monthOf, weekOf, zoneDays } from '../report/zone-days.ts';
import { usageBlocks } from '../blocks/usage-blocks.ts';
import { addChecked, type CcusageReport, type CheckedTokens } from './ccusage-report.ts';

/** Our row, with what decides where others count differently. */
export interface OwnRow {
  readonly tokens: CheckedTokens;
  /** In each mode of costs; `null` where no call has a price. */
  readonly costUsd: Readonly<Record<CostMode, number | null>>;
  readonly calls: readonly UsageRecord[];
  readonly unpricedModels: ReadonlySet<string>;
}

export interface OwnRowsOptions {
  readonly pricing: UsagePricing;
  /** IANA name of the zone whose days are meant. */
  readonly timeZone: string;
  /** Absent: all accounts. */
  readonly accountIds?: readonly string[];
}

export const NO_CHECKED: CheckedTokens = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 };

/** Our calls under the keys that ccusage gives its rows; `claudeOnly` leaves the other agents out. */
export function ownRows(
  reader: UsageReader,
  { kind, rows }: CcusageReport,
  { pricing, timeZone, accountIds }: OwnRowsOptions,
): ReadonlyMap<string, OwnRow> {
  const claudeOnly = rows.every(({ agents }) => agents.length === 0);
  const query: UsageQuery = {
    range: { from: null, to: null },
    groupBy: [],
    ...(accountIds === undefined ? {} : { accountIds }),
    ...(claudeOnly ? { agent: 'claude' } : {}),
  };
  const keyOf =
    kind === 'blocks'
      ? blockKeys(reader, pricing, query)
      : callKey(
          kind,
          timeZone,
          rows.map(({ key }) => key),
        );
  const calls = new Map<string, UsageRecord[]>();
  for (const call of reader.usageCalls(query)) {
    const key = keyOf(call);
    const same = calls.get(key);
    if (same === undefined) calls.set(key, [call]);
    else same.push(call);
  }
  return new Map([...calls].map(([key, own]) => [key, rowOf(own, pricing)]));
}

/** The sum of some calls and what they cost. */
export function rowOf(calls: readonly UsageRecord[], pricing: UsagePricing): OwnRow {
  const costIn = (mode: CostMode): number | null => {
    const costs = calls.flatMap((call) => costOfCall(call, pricing, mode) ?? []);
    return costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0);
  };
  const unpriced = calls.filter((call) => costOfCall(call, pricing, 'auto') === null);
  return {
    tokens: calls.reduce((sum, call) => addChecked(sum, checkedOf(call), 1), NO_CHECKED),
    costUsd: { auto: costIn('auto'), calculate: costIn('calculate'), display: costIn('display') },
    calls,
    unpricedModels: new Set(unpriced.map(({ model }) => model)),
  };
}

/** The tokens of a call as ccusage adds them up. */
export function checkedOf({ usage }: UsageRecord): CheckedTokens {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  return { input, output, cacheRead, cacheWrite: cacheWrite5m + cacheWrite1h };
}

function callKey(
  kind: Exclude<CcusageReport['kind'], 'blocks'>,
  timeZone: string,
  keys: readonly string[],
): (call: UsageRecord) => string {
  if (kind === 'session') return ({ sessionId }) => sessionId;
  const zone = zoneDays(timeZone);
  if (kind === 'daily') return ({ at }) => zone.dayOf(at);
  if (kind === 'monthly') return ({ at }) => monthOf(zone.dayOf(at)).slice(0, 7);
  // Their first day of the week is an option of theirs; the rows show it.
  const weekStart = keys.every((key) => weekOf(key, 'sunday') === key) ? 'sunday' : 'monday';
  return ({ at }) => weekOf(zone.dayOf(at), weekStart);
}

function blockKeys(reader: UsageReader, pricing: UsagePricing, query: UsageQuery): (call: UsageRecord) => string {
  const { accountIds, agent } = query;
  const blocks = usageBlocks(reader, {
    pricing,
    now: '1970-01-01T00:00:00.000Z',
    ...(accountIds === undefined ? {} : { accountIds }),
    ...(agent === undefined ? {} : { agent }),
  }).filter((block) => block.type === 'block');
  return ({ account, at }) =>
    blocks.find(
      ({ accountId, firstCallAt, lastCallAt }) => accountId === account.id && firstCallAt <= at && at <= lastCallAt,
    )?.start ?? at;
}
