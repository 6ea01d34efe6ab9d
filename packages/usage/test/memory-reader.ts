import {
  countedRecords,
  promptStep,
  type SessionCost,
  type TimeRange,
  type Usage,
  type UsageQuery,
  type UsageReader,
  type UsageRecord,
  type UsageRow,
} from '@ccx/contracts';
import { monthOf, weekOf, zoneDays } from '../src/report/zone-days.ts';

/** What a store was told. */
export interface Stored {
  readonly records?: readonly UsageRecord[] | undefined;
  readonly costs?: readonly SessionCost[];
  readonly skipped?: Readonly<Record<string, number>>;
}

/** A store in memory that answers as the contract says, record by record. */
export function memoryReader({ records = [], costs = [], skipped = {} }: Stored): UsageReader {
  const sameId = groups(records, ({ id, part = 0 }) => JSON.stringify([id, part]));
  const counted = [...sameId.values()]
    .flatMap(countedRecords)
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  return {
    queryUsage: (query) => {
      const fieldsOf = rowFields(query);
      const rows = groups(counted.filter(isAsked(query)), (call) => JSON.stringify(fieldsOf(call)));
      return [...rows.values()].map((calls) => rowOf(calls, fieldsOf));
    },
    usageCalls: (query) => counted.filter(isAsked(query)),
    sessionCosts: (range, accountIds) =>
      costs.filter(({ at, account }) => isIn(range, at) && (accountIds?.includes(account.id) ?? true)),
    skippedLines: () => skipped,
    repeatedLines: () => records.filter(isFirstPart).length - counted.filter(isFirstPart).length,
    countTurns: () => 0,
    turns: () => [],
  };
}

function isFirstPart({ part = 0 }: UsageRecord): boolean {
  return part === 0;
}

function isAsked(query: UsageQuery): (call: UsageRecord) => boolean {
  return (call) =>
    isIn(query.range, call.at) &&
    (query.accountIds?.includes(call.account.id) ?? true) &&
    (query.agent ?? call.account.agent) === call.account.agent &&
    (query.project ?? projectOf(call)) === projectOf(call) &&
    (query.model ?? call.model) === call.model &&
    (query.sessionId ?? call.sessionId) === call.sessionId;
}

function projectOf({ repository, cwd }: UsageRecord): string | null {
  return repository ?? cwd;
}

function isIn({ from, to }: TimeRange, at: string): boolean {
  return (from === null || at >= from) && (to === null || at <= to);
}

type RowFields = Omit<
  UsageRow,
  'usage' | 'calls' | 'sessionCount' | 'vendorCostUsd' | 'estimatedUsd' | 'unpricedCalls' | 'archivedCalls'
>;

function rowFields({ groupBy, timeZone = 'UTC', weekStart = 'monday' }: UsageQuery): (call: UsageRecord) => RowFields {
  const zone = zoneDays(timeZone);
  const has = new Set(groupBy);
  const periodOf = (day: string): string | null =>
    has.has('day') ? day : has.has('week') ? weekOf(day, weekStart) : has.has('month') ? monthOf(day) : null;
  return (call) => ({
    accountId: has.has('account') ? call.account.id : null,
    agent: has.has('agent') ? call.account.agent : null,
    project: has.has('project') ? projectOf(call) : null,
    ...(has.has('worktree') && { worktree: call.worktree ?? call.cwd }),
    ...(has.has('entrypoint') && { entrypoint: call.entrypoint }),
    gitBranch: has.has('branch') ? call.gitBranch : null,
    model: has.has('model') ? call.model : null,
    sessionId: has.has('session') ? call.sessionId : null,
    subagentType: has.has('subagent') ? call.subagentType : null,
    day: periodOf(zone.dayOf(call.at)),
    ...(has.has('price')
      ? {
          price: {
            speed: call.speed,
            batch: call.batch ?? false,
            geography: call.geography ?? null,
            longPrompt: call.longPrompt ?? false,
            promptStep: promptStep(call.usage),
            vendorPriced: call.vendorCostUsd !== null,
          },
        }
      : {}),
  });
}

function rowOf(calls: readonly UsageRecord[], fieldsOf: (call: UsageRecord) => RowFields): UsageRow {
  const [first] = calls;
  if (first === undefined) throw new Error('a group has a call');
  const vendor = calls.flatMap(({ vendorCostUsd }) => vendorCostUsd ?? []);
  return {
    ...fieldsOf(first),
    usage: calls.map(({ usage }) => usage).reduce(plus),
    calls: calls.length,
    sessionCount: new Set(calls.map(({ sessionId }) => sessionId)).size,
    vendorCostUsd: vendor.length === 0 ? null : vendor.reduce((sum, usd) => sum + usd, 0),
    estimatedUsd: null,
    unpricedCalls: calls.length,
    archivedCalls: calls.filter(({ archived }) => archived).length,
    firstAt: first.at,
    lastAt: calls.at(-1)?.at ?? first.at,
  };
}

function plus(a: Usage, b: Usage): Usage {
  const said = [a, b].flatMap(({ reasoning }) => reasoning ?? []);
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    webSearches: (a.webSearches ?? 0) + (b.webSearches ?? 0),
    ...(said.length === 0 ? {} : { reasoning: said.reduce((sum, number) => sum + number, 0) }),
  };
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    found
      .set(key, found.get(key) ?? [])
      .get(key)
      ?.push(item);
  }
  return found;
}
