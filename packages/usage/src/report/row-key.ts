import { promptStep, type UsageDimension, type UsageQuery, type UsageRecord, type UsageRow } from '@ccx/contracts';
import { monthOf, weekOf, zoneDays, type ZoneDays } from './zone-days.ts';

type Grouping = Pick<UsageQuery, 'groupBy' | 'timeZone' | 'weekStart'>;

/** One text for each combination by which a query groups. */
export function rowKey(row: UsageRow, { groupBy }: Grouping): string {
  return JSON.stringify(groupBy.map((dimension) => partOfRow(row, dimension)));
}

/** Gives the key of the row in which a query counts a call. */
export function callKeys({ groupBy, timeZone = 'UTC', weekStart = 'monday' }: Grouping): (call: UsageRecord) => string {
  const zone = zoneDays(timeZone);
  return (call) => JSON.stringify(groupBy.map((dimension) => partOfCall(call, dimension, zone, weekStart)));
}

/** What a row holds in one dimension; `null` where its calls have none. */
export function partOfRow(row: UsageRow, dimension: UsageDimension): string | null {
  switch (dimension) {
    case 'account':
      return row.accountId;
    case 'agent':
      return row.agent;
    case 'project':
      return row.project;
    case 'worktree':
      return row.worktree ?? null;
    case 'branch':
      return row.gitBranch;
    case 'model':
      return row.model;
    case 'session':
      return row.sessionId;
    case 'subagent':
      return row.subagentType;
    case 'entrypoint':
      return row.entrypoint ?? null;
    case 'day':
    case 'week':
    case 'month':
      return row.day;
    case 'price':
      return row.price === undefined ? null : priceKey(row.price);
  }
}

function partOfCall(
  call: UsageRecord,
  dimension: UsageDimension,
  zone: ZoneDays,
  weekStart: 'monday' | 'sunday',
): string | null {
  switch (dimension) {
    case 'account':
      return call.account.id;
    case 'agent':
      return call.account.agent;
    case 'project':
      return call.repository ?? call.cwd;
    case 'worktree':
      return call.worktree ?? call.cwd;
    case 'branch':
      return call.gitBranch;
    case 'model':
      return call.model;
    case 'session':
      return call.sessionId;
    case 'subagent':
      return call.subagentType;
    case 'entrypoint':
      return call.entrypoint;
    case 'day':
      return zone.dayOf(call.at);
    case 'week':
      return weekOf(zone.dayOf(call.at), weekStart);
    case 'month':
      return monthOf(zone.dayOf(call.at));
    case 'price':
      return priceKey(priceOf(call));
  }
}

/** What decides the price of a call beside its model. */
function priceOf(call: UsageRecord): NonNullable<UsageRow['price']> {
  const { speed, batch = false, geography = null, longPrompt = false, vendorCostUsd } = call;
  return {
    speed,
    batch,
    geography,
    longPrompt,
    promptStep: promptStep(call.usage),
    vendorPriced: vendorCostUsd !== null,
  };
}

function priceKey(price: NonNullable<UsageRow['price']>): string {
  const { speed, batch, geography, longPrompt, promptStep: step, vendorPriced } = price;
  return JSON.stringify([speed, batch, geography, longPrompt, step, vendorPriced]);
}
