import { numberAt, objectAt, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import type { Quota } from '../../scenario/scenario.ts';
import type { CodexAccount } from '../account.ts';
import { rateLimits } from '../rate-limits.ts';
import { Refusal } from './connection.ts';

/** The usage endpoint's refusals: 401 and 500 were recorded, the others have their shape. */
const FAILURES = {
  401: ['401 Unauthorized', 'Could not parse your authentication token. Please try signing in again.'],
  429: ['429 Too Many Requests', 'Too Many Requests'],
  500: ['500 Internal Server Error', 'Internal Server Error'],
  'no-scope': ['403 Forbidden', 'Forbidden'],
} as const;

/** Answers `account/rateLimits/read`. */
export function readLimits(quota: Quota | undefined, account: CodexAccount, nowMs: number): Line {
  requireChatgpt(account, 'rate limits');
  const fails = account.expired ? 401 : quota?.fails;
  if (fails !== undefined) {
    const [status, detail] = FAILURES[fails];
    const body = JSON.stringify({ detail });
    const call = 'GET https://chatgpt.com/backend-api/wham/usage failed';
    const words = `${call}: ${status}; content-type=application/json; body=${body}`;
    throw new Refusal(`failed to fetch codex rate limits: ${words}`, -32_603);
  }
  const limits = rateLimits(quota, nowMs).map((limit) => ({ ...appLimit(limit), planType: account.plan }));
  const [main = {}] = limits;
  const windows = ['primary', 'secondary']
    .map((key) => objectAt(main, key))
    .filter(({ usedPercent }) => usedPercent !== undefined);
  return {
    // Observed: null, not true, where the vendor tells of no window.
    ordinaryUsageAllowed:
      windows.length === 0 ? null : windows.every((window) => numberAt(window, 'usedPercent') < 100),
    rateLimits: main,
    rateLimitsByLimitId: Object.fromEntries(limits.map((limit) => [textAt(limit, 'limitId'), limit])),
    accountId: account.accountId,
    rateLimitUpsell: null,
  };
}

/** Throws in the words of the server where there is no ChatGPT login. */
export function requireChatgpt({ is }: CodexAccount, what: string): void {
  if (is === 'none') throw new Refusal(`codex account authentication required to read ${what}`);
  if (is === 'api-key') throw new Refusal(`chatgpt authentication required to read ${what}`);
}

/** A limit of the rollout as the server tells it; percentages are rounded. */
function appLimit(limit: Line): Line {
  const { limit_id: limitId, limit_name: limitName, rate_limit_reached_type: rateLimitReachedType } = limit;
  const { individual_limit: individualLimit, spend_control_reached: spendControlReached } = limit;
  return {
    limitId,
    limitName,
    normalModelSlug: null,
    primary: appWindow(limit['primary']),
    secondary: appWindow(limit['secondary']),
    credits: appCredits(objectAt(limit, 'credits')),
    individualLimit,
    spendControlReached,
    planType: null,
    rateLimitReachedType,
  };
}

/** The same as a turn announces it: without credits and plan, so that whoever knows them has to keep them. */
export const sparseLimit = (limit: Line): Line => ({ ...appLimit(limit), credits: null });

function appWindow(window: unknown): Line | null {
  if (typeof window !== 'object' || window === null) return null;
  const { used_percent: used, window_minutes: windowDurationMins, resets_at: resetsAt }: Line = { ...window };
  return { usedPercent: Math.round(Number(used)), windowDurationMins, resetsAt };
}

function appCredits({ has_credits: hasCredits, unlimited, balance }: Line): Line | null {
  return hasCredits === undefined ? null : { hasCredits, unlimited, balance };
}
