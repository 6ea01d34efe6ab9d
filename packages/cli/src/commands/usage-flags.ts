import { resolve } from 'node:path';
import { CcxError, type AgentKind } from '@ccx/contracts';
import type { CostMode, UsageReportKind, UsageReportRequest, UsageSort } from '@ccx/usage';
import { parseCount } from './parse-values.ts';

/** By what calls can be reported. */
export const USAGE_KINDS: readonly UsageReportKind[] = [
  'daily',
  'weekly',
  'monthly',
  'session',
  'project',
  'model',
  'profile',
  'branch',
  'agent',
];

/** The options of `ccx usage` as the command line gives them; those with choices were checked by it. */
export interface UsageFlags {
  readonly since?: string;
  readonly until?: string;
  readonly profile?: string;
  readonly agent?: AgentKind;
  readonly project?: string;
  readonly model?: string;
  readonly session?: string;
  readonly by?: UsageReportKind;
  readonly breakdown?: boolean;
  readonly timezone?: string;
  readonly weekStart?: 'monday' | 'sunday';
  readonly mode?: CostMode;
  readonly sort?: UsageSort;
  readonly order?: 'asc' | 'desc';
  readonly limit?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

export interface UsageFlagsContext {
  readonly cwd: string;
  /** The person's own zone. */
  readonly timeZone: string;
  /** `null`: all accounts. */
  readonly accountIds: readonly string[] | null;
  readonly nowMs: number;
}

/** Turns a command line into a request. @throws {CcxError} `invalid_argument` */
export function usageRequest(kind: string, flags: UsageFlags, context: UsageFlagsContext): UsageReportRequest {
  const found = USAGE_KINDS.find((one) => one === kind);
  if (found === undefined) {
    throw new CcxError('invalid_argument', `There is no report "${kind}".`, { hint: USAGE_KINDS.join(', ') });
  }
  const { since, until, agent, project, model, session, by, breakdown, weekStart, mode, sort, order, limit } = flags;
  const timeZone = flags.timezone ?? context.timeZone;
  return {
    kind: found,
    timeZone,
    ...(since !== undefined && { since: dayOf(since, timeZone, context.nowMs) }),
    ...(until !== undefined && { until: dayOf(until, timeZone, context.nowMs) }),
    ...(context.accountIds !== null && { accountIds: context.accountIds }),
    ...(agent !== undefined && { agent }),
    ...(project !== undefined && { project: resolve(context.cwd, project) }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { sessionId: session }),
    ...(by !== undefined && { by }),
    ...(breakdown === true && { breakdown }),
    ...(weekStart !== undefined && { weekStart }),
    ...(mode !== undefined && { mode }),
    ...(sort !== undefined && { sort }),
    ...(order !== undefined && { order }),
    ...(limit !== undefined && { limit: parseCount(limit, '--limit') }),
  };
}

const SPANS: Readonly<Record<string, number>> = { d: 1, w: 7 };

/** `7d` is the last seven days, today among them; everything else is for the report to read. */
function dayOf(text: string, timeZone: string, nowMs: number): string {
  const [, number, unit = ''] = /^(\d{1,5})([dw])$/.exec(text) ?? [];
  if (number === undefined) return text === 'today' ? localDay(timeZone, nowMs) : text;
  const days = Number(number) * (SPANS[unit] ?? 1) - 1;
  return localDay(timeZone, nowMs - days * 24 * 3_600_000);
}

function localDay(timeZone: string, ms: number): string {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(ms);
  } catch (cause) {
    throw new CcxError('invalid_argument', `--timezone is "${timeZone}", which this machine does not know.`, { cause });
  }
}
