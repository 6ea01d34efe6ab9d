import type { Instant, QuotaSourceId, QuotaWindow } from '@ccx/contracts';

/** What a source knows of one window; what it leaves out is unknown. */
export interface WindowFacts {
  readonly id: string;
  readonly label: string;
  readonly source: QuotaSourceId;
  readonly capturedAt: Instant;
  readonly appliesTo?: string | null;
  /** 0 to 100 and above, used. */
  readonly usedPercent?: number | null;
  readonly bound?: QuotaWindow['bound'];
  readonly amount?: QuotaWindow['amount'];
  readonly resetsAt?: Instant | null;
  readonly resetRaw?: string | null;
  readonly windowMinutes?: number | null;
  /** As the source judges it; else a number of 100 and above is exhausted. */
  readonly state?: QuotaWindow['state'];
}

export const SESSION_MINUTES = 300;
export const WEEK_MINUTES: number = 7 * 24 * 60;

/** A window of which every field is said, unknown ones as `null`. */
export function quotaWindow({
  appliesTo = null,
  usedPercent = null,
  bound = 'exact',
  amount = null,
  resetsAt = null,
  resetRaw = null,
  windowMinutes = null,
  state = stateOf(usedPercent),
  ...named
}: WindowFacts): QuotaWindow {
  return { ...named, appliesTo, usedPercent, bound, amount, resetsAt, resetRaw, windowMinutes, state };
}

function stateOf(usedPercent: number | null): QuotaWindow['state'] {
  if (usedPercent === null) return 'unknown';
  return usedPercent >= 100 ? 'exhausted' : 'ok';
}

/** The part of a window's id that names a model or a bucket. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Which window it is says its length, not its place among others. */
export function kindOfWindow(minutes: number | null): 'session' | 'weekly' | 'monthly' {
  if (minutes === null || minutes <= 24 * 60) return 'session';
  return minutes <= WEEK_MINUTES ? 'weekly' : 'monthly';
}
