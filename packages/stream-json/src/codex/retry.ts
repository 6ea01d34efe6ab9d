import type { AgentEventBody, Instant } from '@ccx/contracts';
import { classifyCodexText } from './classify.ts';

const RECONNECTING =
  /^Reconnecting\.\.\. (?:(?<attempt>\d{1,9})\/\d+|(?<network>waiting for network))(?: \((?<why>.*)\))?$/s;

/**
 * The retry of a top-level `error` whose message says so, else `null` (0.169.0). `waiting for network` carries no count
 * and comes again without an end.
 */
export function retryOf(message: string, at: Instant): AgentEventBody | null {
  const said = RECONNECTING.exec(message)?.groups;
  if (said === undefined) return null;
  const why = said['why'] ?? '';
  const attempt = said['attempt'];
  return {
    type: 'retry',
    attempt: attempt === undefined ? null : Number(attempt),
    delayMs: delayOf(why),
    cause:
      said['network'] === undefined
        ? (classifyCodexText(why, { now: at, timeZone: 'UTC', from: 'result' })?.class ?? 'unknown')
        : 'transport',
  };
}

/** "Please try again in 1.2s." is how long it waits, where the API said so. */
function delayOf(why: string): number | null {
  const { amount, unit } = /\btry again in (?<amount>\d{1,9}(?:\.\d{1,9})?)(?<unit>ms|s)\b/.exec(why)?.groups ?? {};
  if (amount === undefined) return null;
  return Math.round(Number(amount) * (unit === 'ms' ? 1 : 1000));
}
