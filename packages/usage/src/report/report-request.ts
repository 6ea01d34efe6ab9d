import { CcxError, type AgentKind, type UsageDimension, type UsageQuery } from '@ccx/contracts';
import type { CostMode } from '../pricing/cost-mode.ts';
import { daysRange, readDay, zoneDays } from './zone-days.ts';

/** By what a report has its rows. `profile` is the account; its name is the registry's to give. */
export type UsageReportKind =
  | 'daily'
  | 'weekly'
  | 'monthly'
  | 'session'
  | 'project'
  | 'model'
  | 'profile'
  | 'worktree'
  | 'branch'
  | 'agent'
  | 'subagent'
  | 'entrypoint';

/** By what rows can be ordered: `key` is the day, the name or the path. */
export type UsageSort = 'key' | 'cost' | 'tokens' | 'calls';

/** Which report to make. */
export interface UsageReportRequest {
  readonly kind: UsageReportKind;
  /** A second dimension: one row for each pair. Two periods are no pair. */
  readonly by?: UsageReportKind;
  /** Adds to each row what each model has of it. Default `false`. */
  readonly breakdown?: boolean;
  /** Default `auto`. */
  readonly mode?: CostMode;
  /** First day, `YYYY-MM-DD` in the zone. Absent: from the beginning. */
  readonly since?: string;
  /** Last day, which belongs to it. */
  readonly until?: string;
  /** IANA name. Default `UTC`. */
  readonly timeZone?: string;
  /** Default `monday`. */
  readonly weekStart?: 'monday' | 'sunday';
  readonly accountIds?: readonly string[];
  readonly agent?: AgentKind;
  readonly project?: string;
  readonly model?: string;
  readonly sessionId?: string;
  /** Default `key` for periods, else `cost`. */
  readonly sort?: UsageSort;
  /** Default `asc` for `key`, else `desc`. A row without a cost comes last either way. */
  readonly order?: 'asc' | 'desc';
  /** At most so many rows, the first of the order; of periods that rise the last, which are the newest. */
  readonly limit?: number;
}

/** The dimension of a store that gives a report its rows. */
export const DIMENSION_OF: Readonly<Record<UsageReportKind, UsageDimension>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  session: 'session',
  project: 'project',
  model: 'model',
  profile: 'account',
  worktree: 'worktree',
  branch: 'branch',
  agent: 'agent',
  subagent: 'subagent',
  entrypoint: 'entrypoint',
};

const PERIODS: ReadonlySet<UsageReportKind> = new Set(['daily', 'weekly', 'monthly']);

/** Whether rows of this report are stretches of time. */
export function isPeriod(kind: UsageReportKind): boolean {
  return PERIODS.has(kind);
}

/**
 * What a report asks of the store.
 *
 * @throws CcxError `invalid_argument` for a pair of dimensions that is none, a day, a zone or a limit that is none
 */
export function queryOf(request: UsageReportRequest): UsageQuery {
  const { kind, by, limit, since, until, timeZone = 'UTC', weekStart = 'monday' } = request;
  if (by !== undefined && (by === kind || (isPeriod(by) && isPeriod(kind)))) {
    throw new CcxError('invalid_argument', `A report that is ${kind} cannot also be by ${by}.`, {
      hint: 'Choose one period at most, and a second dimension that differs from the first.',
    });
  }
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new CcxError('invalid_argument', `limit is ${limit}; expected a whole number from 1 on.`);
  }
  const range = daysRange(
    zoneDays(timeZone),
    since === undefined ? undefined : readDay(since, 'since'),
    until === undefined ? undefined : readDay(until, 'until'),
  );
  const { accountIds, agent, project, model, sessionId } = request;
  return {
    range,
    groupBy: [DIMENSION_OF[kind], ...(by === undefined ? [] : [DIMENSION_OF[by]])],
    timeZone,
    weekStart,
    ...(accountIds === undefined ? {} : { accountIds }),
    ...(agent === undefined ? {} : { agent }),
    ...(project === undefined ? {} : { project }),
    ...(model === undefined ? {} : { model }),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}
