import type { Flow } from '../scenario/play.ts';
import type { LimitStep } from '../scenario/step.ts';
import { clockWords } from './clock-words.ts';
import { hasPlan, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import type { Line } from './line.ts';
import { resetMs, seconds, unifiedWindows } from './quota-levels.ts';
import type { TurnEnd } from './result-line.ts';
import { sayError } from './synthetic.ts';

type Limit = LimitStep['limit'];

const NAMES: Readonly<Record<NonNullable<Limit['window']>, string>> = {
  five_hour: '5-hour',
  seven_day: 'weekly',
  seven_day_opus: 'Opus',
  seven_day_sonnet: 'Sonnet',
  overage: 'monthly spend',
};
const DEFAULT_RESET = '2h30m';

/** What a limit step does: nothing, an event, or the end of the turn. */
export async function playLimit(
  talk: Conversation,
  limit: Limit,
): Promise<{ readonly flow: Flow; readonly end: TurnEnd | null }> {
  const resetsAtMs = dueReset(talk, limit);
  if (resetsAtMs === null) return { flow: 'on', end: null };
  const { verdict = 'rejected' } = limit;
  const info = limitInfo(talk, limit, resetsAtMs);
  if (hasPlan(talk.login)) await limitEvent(talk, info);
  if (verdict !== 'rejected') return { flow: 'on', end: null };
  const text = limit.text ?? limitText(limit, resetsAtMs, talk.machine.nowMs());
  const { unifiedWindows: _, ...bare } = info;
  await sayError(talk, text, {
    error: 'rate_limit',
    answered: true,
    status: 429,
    apiError: 'usage_limit_reached',
    params: { rate_limit_info: bare },
    type: 'rate_limit_error',
    quotaLimits: { ...bare, unifiedRateLimitFallbackAvailable: false },
  });
  return {
    flow: 'ended',
    end: {
      subtype: 'success',
      isError: true,
      terminal: 'api_error',
      text,
      status: 429,
      type: 'rate_limit_error',
      apiError: 'usage_limit_reached',
    },
  };
}

/** The state that follows an ordinary answer: what the response's headers said, or that there were none. */
export async function ordinaryLimitEvent(talk: Conversation): Promise<void> {
  if (!hasPlan(talk.login)) return;
  const { scenario, machine } = talk;
  const windows = unifiedWindows(scenario.quota, machine.nowMs());
  const five = windows['five_hour'];
  const resetsAt = typeof five === 'object' && five !== null && 'resetsAt' in five ? five.resetsAt : null;
  await limitEvent(talk, {
    status: 'allowed',
    ...(resetsAt === null ? {} : { resetsAt, rateLimitType: 'five_hour' }),
    isUsingOverage: false,
    ...(Object.keys(windows).length === 0 ? {} : { unifiedWindows: windows }),
  });
}

/** When the limit ends, or `null` while it does not hold: too few requests yet, or its window began anew. */
export function dueReset(
  { counters, machine }: Pick<Conversation, 'counters' | 'machine'>,
  limit: Limit,
): number | null {
  const { window = 'five_hour', afterCalls, afterPrompts } = limit;
  const nowMs = machine.nowMs();
  const kept = limit.resetsAt === undefined ? counters.reset(window) : null;
  if (kept !== null && kept > nowMs) return kept;
  if (kept !== null) {
    // A new window: what counts requests begins to count again, what was simply used up is free for good.
    if (afterCalls !== undefined || afterPrompts !== undefined) counters.forget(window);
    return null;
  }
  if (afterCalls !== undefined && counters.count('calls') < afterCalls) return null;
  if (afterPrompts !== undefined && counters.count('prompts') < afterPrompts) return null;
  const atMs = resetMs({ resetsIn: DEFAULT_RESET, ...limit }, nowMs) ?? nowMs;
  if (atMs <= nowMs) return null;
  if ((limit.verdict ?? 'rejected') === 'rejected') counters.keepReset(window, atMs);
  return atMs;
}

function limitInfo(talk: Conversation, limit: Limit, resetsAtMs: number): Line {
  const { window = 'five_hour', verdict = 'rejected' } = limit;
  const status = { rejected: 'rejected', extra: 'rejected', warning: 'allowed_warning', allowed: 'allowed' }[verdict];
  const percent = limit.percent ?? (verdict === 'warning' ? 91 : 100);
  const threshold = verdict === 'warning' ? Math.floor(percent / 10) / 10 : 1;
  const resetsAt = seconds(resetsAtMs);
  const surpassed = verdict === 'allowed' ? {} : { surpassedThreshold: threshold };
  const own = { utilization: percent / 100, resetsAt, status, ...surpassed };
  const named = window === 'five_hour' || window === 'seven_day' ? { [window]: own } : {};
  const windows = unifiedWindows(talk.scenario.quota, talk.machine.nowMs(), named);
  const { creditsDisabledBecause, creditsResetAt } = limit;
  return {
    status,
    resetsAt,
    rateLimitType: window,
    ...(verdict === 'warning' ? { utilization: percent / 100 } : {}),
    ...(verdict === 'extra' ? { overageStatus: 'allowed' } : {}),
    ...(creditsDisabledBecause === undefined ? {} : { overageStatus: 'rejected' }),
    ...(creditsResetAt === undefined ? {} : { overageResetsAt: seconds(Date.parse(creditsResetAt)) }),
    ...(creditsDisabledBecause === undefined ? {} : { overageDisabledReason: creditsDisabledBecause }),
    isUsingOverage: verdict === 'extra',
    ...(verdict === 'warning' ? surpassed : {}),
    ...(Object.keys(windows).length === 0 ? {} : { unifiedWindows: windows }),
  };
}

function limitText(limit: Limit, resetsAtMs: number, nowMs: number): string {
  const { window = 'five_hour', creditsResetAt } = limit;
  const resets = `resets ${clockWords(resetsAtMs, nowMs).short}`;
  return creditsResetAt === undefined
    ? `You've hit your ${NAMES[window]} limit · ${resets}`
    : `You've hit your monthly spend limit · raise it at https://claude.ai/settings/usage?from=cc_cli_limit_message · your ${NAMES[window]} limit ${resets}`;
}

async function limitEvent(talk: Conversation, info: Line): Promise<void> {
  await talk.sink.line({
    type: 'rate_limit_event',
    rate_limit_info: info,
    uuid: newUuid(),
    session_id: talk.session.id,
  });
}
