import type { Refusal } from '../reply.ts';
import { refuse } from '../reply.ts';

/** One window of a ChatGPT plan. */
export interface CodexWindow {
  /** Used part, 0 to 100. */
  readonly usedPercent: number;
  readonly windowMinutes: number;
  readonly resetsAt: Date;
}

export interface CodexLimits {
  /** Usually five hours (300 minutes); the duration decides, not the place. */
  readonly primary?: CodexWindow;
  /** Usually a week (10 080 minutes). */
  readonly secondary?: CodexWindow;
  readonly credits?: { readonly has: boolean; readonly unlimited: boolean; readonly balance: string };
  /** Default `codex`. */
  readonly activeLimit?: string;
  /** Which limit was reached, where one was. */
  readonly reachedType?: string;
}

/**
 * The `x-codex-*` headers of a response: percents from 0 to 100, resets in whole seconds since 1970. (Codex 0.169.0
 * reads them into its rollout files, 2026-11-21.)
 *
 * @example
 * say('hi', { headers: codexLimits({ primary: { usedPercent: 37.5, windowMinutes: 300, resetsAt } }) });
 */
export function codexLimits({
  primary,
  secondary,
  credits,
  activeLimit = 'codex',
  reachedType,
}: CodexLimits): Record<string, string> {
  const headers: Record<string, string> = { 'x-codex-active-limit': activeLimit };
  const windows = { primary, secondary };
  for (const [name, window] of Object.entries(windows)) {
    if (window === undefined) continue;
    headers[`x-codex-${name}-used-percent`] = String(window.usedPercent);
    headers[`x-codex-${name}-window-minutes`] = String(window.windowMinutes);
    headers[`x-codex-${name}-reset-at`] = String(wholeSeconds(window.resetsAt));
  }
  if (credits !== undefined) {
    headers['x-codex-credits-has-credits'] = String(credits.has);
    headers['x-codex-credits-unlimited'] = String(credits.unlimited);
    headers['x-codex-credits-balance'] = credits.balance;
  }
  if (reachedType !== undefined) headers['x-codex-rate-limit-reached-type'] = reachedType;
  return headers;
}

/**
 * The refusal of a plan that is used up, which Codex 0.169.0 does not try again (2026-11-21). The CLI tells its reset
 * as local wall clock without a zone.
 *
 * @param options.plan default `plus`
 * @param options.headers e.g. those of {@link codexLimits}
 */
export function refuseUsageLimit(
  resetsAt: Date,
  options: { readonly plan?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Refusal {
  const { plan = 'plus', headers } = options;
  return {
    ...refuse(429, 'usage_limit_reached', 'The usage limit has been reached', headers),
    fields: {
      plan_type: plan,
      resets_at: wholeSeconds(resetsAt),
      resets_in_seconds: Math.max(0, wholeSeconds(resetsAt) - Math.floor(Date.now() / 1000)),
    },
  };
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
