import { levelAt } from '../../claude/quota-levels.ts';
import type { Quota } from '../../scenario/scenario.ts';
import { AUTO } from '../models.ts';

/** The quota of one family of models. */
export interface Family {
  readonly name: 'Pro' | 'Flash' | 'Flash Lite';
  /** Used, 0 to 100. */
  readonly percent: number;
  readonly resetsAtMs: number | null;
}

/** Which part of a scenario's quota stands for which family, and how many requests a day it has in the recordings. */
const FAMILIES = [
  { name: 'Pro', key: 'fiveHour', requests: 100 },
  { name: 'Flash', key: 'sevenDay', requests: 1000 },
  { name: 'Flash Lite', key: 'sevenDaySonnet', requests: 0 },
] as const;

/** The families that the scenario has a level for; none where the quota cannot be had, of which nothing is said. */
export function families(quota: Quota | undefined, nowMs: number): readonly Family[] {
  if (quota === undefined || quota.fails !== undefined) return [];
  return FAMILIES.flatMap(({ name, key }) => {
    const level = levelAt(quota[key], nowMs);
    return level === null || level.percent === null
      ? []
      : [{ name, percent: level.percent, resetsAtMs: level.resetsAtMs }];
  });
}

/**
 * `16% used` of the footer: the family of the model that was asked for; with `auto` both of its models in one pool,
 * weighed by their requests. `null`: the column is not there.
 */
export function footerQuota(of: readonly Family[], model: string): string | null {
  const named = /flash-lite/.test(model) ? 'Flash Lite' : /flash/.test(model) ? 'Flash' : 'Pro';
  const pool = of.flatMap(({ name, percent }) => {
    const requests = FAMILIES.find((family) => family.name === name)?.requests ?? 0;
    if (model === AUTO) return [{ percent, requests }];
    return name === named ? [{ percent, requests: 1 }] : [];
  });
  const requests = pool.reduce((sum, next) => sum + next.requests, 0);
  if (requests === 0) return null;
  const used = pool.reduce((sum, next) => sum + next.percent * next.requests, 0) / requests;
  return used >= 100 ? 'Limit reached' : `${Math.round(used)}% used`;
}
