import { durationMs } from '../scenario/duration.ts';
import type { Quota, QuotaLevel } from '../scenario/scenario.ts';

/** One window with its numbers worked out. */
export interface Level {
  readonly percent: number | null;
  readonly resetsAtMs: number | null;
}

/** A window's level now; `null` where the scenario has none. */
export function levelAt(level: QuotaLevel | null | undefined, nowMs: number): Level | null {
  if (level === null || level === undefined) return null;
  return { percent: level.percent, resetsAtMs: resetMs(level, nowMs) };
}

/** When something starts anew: its instant, else its distance from now; `null` without either. */
export function resetMs(
  of: { readonly resetsIn?: string | number; readonly resetsAt?: string },
  nowMs: number,
): number | null {
  if (of.resetsAt !== undefined) return Date.parse(of.resetsAt);
  return of.resetsIn === undefined ? null : nowMs + durationMs(of.resetsIn);
}

/** Epoch seconds, as the limit events write instants. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The `unifiedWindows` of a limit event: fractions and epoch seconds. Empty where nothing is known. */
export function unifiedWindows(
  quota: Quota | undefined,
  nowMs: number,
  named: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Record<string, unknown> {
  const known = { five_hour: levelAt(quota?.fiveHour, nowMs), seven_day: levelAt(quota?.sevenDay, nowMs) };
  const plain = Object.entries(known).flatMap(([name, level]) =>
    level === null || level.percent === null
      ? []
      : [
          [
            name,
            {
              utilization: level.percent / 100,
              ...(level.resetsAtMs === null ? {} : { resetsAt: seconds(level.resetsAtMs) }),
              status: 'allowed',
            },
          ],
        ],
  );
  return { ...Object.fromEntries(plain), ...named };
}
