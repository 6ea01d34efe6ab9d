import type { LimitSignal, QuotaWindow } from '@ccx/contracts';
import { hasReset } from '../freshness.ts';
import { kindOfWindow, quotaWindow, SESSION_MINUTES, slug, WEEK_MINUTES } from '../window.ts';

const STATES = { ok: 'ok', warn: 'warn', rejected: 'exhausted', unknown: 'unknown' } as const satisfies Readonly<
  Record<LimitSignal['verdict'], QuotaWindow['state']>
>;
/** Sentences name a reset to the minute. */
const SAME_RESET_MS = 60_000;

/**
 * The windows about which a signal says something: those that it carries, and the one that it means. A refusal without a
 * window's name must not be lost, since the next run would be refused as well.
 */
export function signalWindows(signal: LimitSignal, known: readonly QuotaWindow[]): readonly QuotaWindow[] {
  const { verdict, windows } = signal;
  const id = signal.windowId ?? (verdict === 'rejected' ? meantId(signal, known) : null);
  if (id === null || verdict === 'unknown') return windows;
  if (windows.some((window) => window.id === id)) {
    if (verdict !== 'rejected') return windows;
    return windows.map((window) => (window.id === id ? { ...window, state: 'exhausted' } : window));
  }
  const was = known.find((window) => window.id === id);
  const stillOpen = was !== undefined && !hasReset(was, signal.observedAt);
  return [
    ...windows,
    quotaWindow({
      id,
      label: was?.label ?? id,
      appliesTo: was?.appliesTo ?? signal.appliesTo,
      resetsAt: signal.resetsAt ?? (stillOpen ? was.resetsAt : null),
      resetRaw: signal.resetRaw,
      windowMinutes: was?.windowMinutes ?? minutesOf(id),
      state: STATES[verdict],
      source: signal.basis === 'text' ? 'text' : 'run',
      capturedAt: signal.observedAt,
    }),
  ];
}

/** The window that resets then; else the shortest that can take so long to reset. */
function meantId({ appliesTo, resetsAt, observedAt }: LimitSignal, known: readonly QuotaWindow[]): string {
  if (appliesTo !== null) return `weekly:${slug(appliesTo)}`;
  if (resetsAt === null) return 'session';
  const at = Date.parse(resetsAt);
  const same = known.find(
    (window) =>
      window.appliesTo === null &&
      window.id !== 'extra' &&
      window.resetsAt !== null &&
      Math.abs(Date.parse(window.resetsAt) - at) <= SAME_RESET_MS,
  );
  const minutes = (at - Date.parse(observedAt)) / 60_000;
  return same?.id ?? (minutes <= SESSION_MINUTES ? 'session' : kindOfWindow(Math.max(minutes, 24 * 60 + 1)));
}

function minutesOf(id: string): number | null {
  if (id.startsWith('session')) return SESSION_MINUTES;
  if (id.startsWith('weekly')) return WEEK_MINUTES;
  return id.startsWith('daily') ? 24 * 60 : null;
}
