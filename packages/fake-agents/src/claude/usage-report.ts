import type { QuotaLevel } from '../scenario/scenario.ts';
import { clockWords } from './clock-words.ts';
import type { Conversation } from './conversation.ts';
import type { Line } from './line.ts';
import { modelUsage } from './money.ts';
import { levelAt } from './quota-levels.ts';

/** The windows that screens and texts show, in their order. */
export const SHOWN_WINDOWS = [
  ['Current session', 'fiveHour'],
  ['Current week (all models)', 'sevenDay'],
  ['Current week (Sonnet only)', 'sevenDaySonnet'],
] as const;

/** The text of `-p "/usage"`: the plan's windows, or the costs where there is no plan. */
export function usageText(talk: Conversation): string {
  if (talk.login !== 'subscription') return costText(talk);
  const { quota } = talk.scenario;
  const nowMs = talk.machine.nowMs();
  const rows = SHOWN_WINDOWS.flatMap(([title, key]) => {
    const level = levelAt(quota?.[key], nowMs);
    if (level === null || level.percent === null || quota?.fails !== undefined) return [];
    const resets = level.resetsAtMs === null ? '' : ` · resets ${clockWords(level.resetsAtMs, nowMs).withDate}`;
    return [`${title}: ${Math.floor(level.percent)}% used${resets}`];
  });
  const head = 'You are currently using your subscription to power your Claude Code usage';
  return rows.length === 0 ? head : `${head}\n\n${rows.join('\n')}`;
}

/** The costs of this session as five lines. */
export function costText({ session, machine }: Conversation): string {
  const tokens = Object.values(session.costs);
  const sum = (key: 'input' | 'output' | 'cacheRead'): number => tokens.reduce((all, next) => all + next[key], 0);
  const written = tokens.reduce((all, next) => all + next.cacheWrite5m + next.cacheWrite1h, 0);
  const wall = Math.floor((machine.nowMs() - machine.startedAtMs) / 1000);
  return [
    `Estimated cost:        $${session.costUsd.toFixed(4)}`,
    `Total duration (API):  ${Math.floor(session.apiMs / 1000)}s`,
    `Total duration (wall): ${wall}s`,
    'Total code changes:    0 lines added, 0 lines removed',
    `Usage:                 ${sum('input')} input, ${sum('output')} output, ${sum('cacheRead')} cache read, ${written} cache write`,
  ].join('\n');
}

/** The costs of the session in numbers. */
function sessionNumbers({ session, machine }: Conversation): Line {
  return {
    total_cost_usd: session.costUsd,
    total_api_duration_ms: session.apiMs,
    total_duration_ms: Math.round(machine.nowMs() - machine.startedAtMs),
    total_lines_added: 0,
    total_lines_removed: 0,
    model_usage: modelUsage(session.costs),
  };
}

/** The `usage_report` beside the text. */
export function usageReport(talk: Conversation): Line {
  return { session: sessionNumbers(talk), rate_limits: { limits: null, extra_usage: extraUsage(talk) } };
}

/** The answer to the control request `get_usage`. Percents 0 to 100 and ISO instants here; credits in cents. */
export function usageAnswer(talk: Conversation): Line {
  const { quota, account } = talk.scenario;
  const plan = talk.login === 'subscription';
  const fetched = plan && quota?.fails === undefined;
  const nowMs = talk.machine.nowMs();
  const window = (level: QuotaLevel | null | undefined): Line | null => {
    const now = levelAt(level, nowMs);
    if (now === null) return null;
    return {
      utilization: now.percent,
      resets_at: now.resetsAtMs === null ? null : new Date(now.resetsAtMs).toISOString(),
    };
  };
  const limits = {
    five_hour: window(quota?.fiveHour),
    seven_day: window(quota?.sevenDay),
    seven_day_oauth_apps: null,
    seven_day_opus: window(quota?.sevenDayOpus),
    seven_day_sonnet: window(quota?.sevenDaySonnet),
    extra_usage: extraUsage(talk),
  };
  return {
    session: sessionNumbers(talk),
    subscription_type: plan ? (account?.plan ?? 'max') : null,
    rate_limits_available: plan,
    // Available and null: the fetch failed. Not available: does not apply.
    rate_limits: fetched ? limits : null,
    behaviors: null,
  };
}

function extraUsage({ scenario }: Conversation): Line {
  const credits = scenario.quota?.credits ?? null;
  if (credits === null) return { is_enabled: false, monthly_limit: null, used_credits: null, utilization: null };
  return {
    is_enabled: true,
    monthly_limit: Math.round(credits.limitUsd * 100),
    used_credits: Math.round(credits.usedUsd * 100),
    utilization: credits.limitUsd === 0 ? 100 : (credits.usedUsd / credits.limitUsd) * 100,
    currency: 'USD',
  };
}
