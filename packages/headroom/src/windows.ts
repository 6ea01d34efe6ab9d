import type { QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import { instantMs } from './instant-ms.ts';
import { isOfFamily } from './model-family.ts';

/** Clocks of one machine's processes never differ by more; a later time was written by a clock that was wrong. */
export const AHEAD_AT_MOST_MS: number = 5 * 60_000;

/**
 * The windows that can stop a run with this model: those of the whole account, and the model's own where one is named.
 * Extra usage stops nothing by itself. Judged as in `account-windows.ts` and `freshness.ts` of quota-probe.
 */
export function limitingWindows(snapshot: QuotaSnapshot | null, model: string | null): readonly QuotaWindow[] {
  return (snapshot?.windows ?? []).filter(
    ({ id, appliesTo }) => id !== 'extra' && (appliesTo === null || (model !== null && isOfFamily(model, appliesTo))),
  );
}

/** Whether a window has certainly started anew since its number was true: then it says nothing any more. */
export function hasReset({ resetsAt, windowMinutes, capturedAt }: QuotaWindow, nowMs: number): boolean {
  if (resetsAt !== null) return instantMs(resetsAt) <= nowMs;
  return windowMinutes !== null && instantMs(capturedAt) + windowMinutes * 60_000 <= nowMs;
}

export function isUsedUp({ state, usedPercent }: QuotaWindow): boolean {
  return state === 'exhausted' || (usedPercent !== null && usedPercent >= 100);
}

/** What is left of a window in percent, as far as it is known. */
export function percentLeft(window: QuotaWindow): number | null {
  if (isUsedUp(window)) return 0;
  return window.usedPercent === null ? null : Math.min(100, 100 - window.usedPercent);
}

/** How a person calls a window, e.g. "5-hour window" or "week of fable". */
export function windowName({ id, appliesTo, windowMinutes, source }: QuotaWindow): string {
  const [kind = id] = id.split(':');
  const hours = windowMinutes === null ? null : windowMinutes / 60;
  const session = hours === null || !Number.isInteger(hours) ? 'session' : `${hours}-hour window`;
  const span = { session, weekly: 'week', monthly: 'month', daily: 'day' }[kind] ?? id;
  return `${span}${appliesTo === null ? '' : ` of ${appliesTo}`}${source === 'turns' ? ' by counted turns' : ''}`;
}
