import { instantFromMs, type Instant, type QuotaSourceId, type QuotaWindow } from '@ccx/contracts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import { sinceReset } from '../freshness.ts';
import { kindOfWindow, quotaWindow, slug } from '../window.ts';

/** The bucket of the plan itself; all others belong to single models. */
export const MAIN_LIMIT = 'codex';

/** What is known of a bucket beside its fields. */
export interface BucketContext {
  readonly source: QuotaSourceId;
  readonly capturedAt: Instant;
  readonly now: Instant;
}

/** The windows of one bucket, whose fields are in camel case (app server) or in snake case (rollout). */
export function bucketWindows(bucket: Fields, about: BucketContext): readonly QuotaWindow[] {
  const windows = [
    ...[bucket['primary'], bucket['secondary']].flatMap((window) => timeWindow(bucket, fieldsOf(window), about)),
    ...individualWindow(fieldsOf(bucket['individualLimit'] ?? bucket['individual_limit']), about),
    ...creditsWindow(fieldsOf(bucket['credits']), about),
  ];
  return windows.map((window) => sinceReset(window, about.now));
}

export function limitIdOf(bucket: Fields): string {
  return textOf(bucket['limitId'] ?? bucket['limit_id']) ?? MAIN_LIMIT;
}

function timeWindow(bucket: Fields, window: Fields | null, about: BucketContext): readonly QuotaWindow[] {
  if (window === null) return [];
  const limitId = limitIdOf(bucket);
  const named = textOf(bucket['limitName'] ?? bucket['limit_name']) ?? limitId;
  const appliesTo = limitId === MAIN_LIMIT ? null : named;
  if (appliesTo !== null && slug(appliesTo) === '') return [];
  const said = numberOf(window['windowDurationMins'] ?? window['window_minutes']);
  const minutes = said === null || said <= 0 ? null : said;
  const kind = kindOfWindow(minutes);
  const name = kind === 'session' ? spanOf(minutes) : kind === 'weekly' ? 'Weekly limit' : 'Monthly limit';
  return [
    quotaWindow({
      id: appliesTo === null ? kind : `${kind}:${slug(appliesTo)}`,
      // As the CLI writes it on its screen.
      label: appliesTo === null ? name : `${appliesTo} ${name}`,
      appliesTo,
      usedPercent: atLeastZero(window['usedPercent'] ?? window['used_percent']),
      ...resetOf(window, about.capturedAt),
      windowMinutes: minutes,
      source: about.source,
      capturedAt: about.capturedAt,
    }),
  ];
}

function spanOf(minutes: number | null): string {
  if (minutes === null) return 'Limit';
  return minutes % 60 === 0 ? `${minutes / 60}h limit` : `${minutes}m limit`;
}

/** What the owner of a workspace lets one member spend; its numbers are written as texts. */
function individualWindow(limit: Fields | null, { source, capturedAt }: BucketContext): readonly QuotaWindow[] {
  if (limit === null) return [];
  const left = atLeastZero(limit['remainingPercent'] ?? limit['remaining_percent']);
  const used = amountOf(limit['used']);
  return [
    quotaWindow({
      id: 'monthly',
      label: 'Monthly credit limit',
      usedPercent: left === null || left > 100 ? null : 100 - left,
      amount: used === null ? null : { used, limit: amountOf(limit['limit']), unit: 'credits' },
      ...resetOf(limit, capturedAt),
      source,
      capturedAt,
    }),
  ];
}

/**
 * Credits are spent once a window is used up. A balance is what is left, of which nothing is used yet; it is no part of
 * the plan, so an empty one is no window, and this one never stops anything.
 */
function creditsWindow(credits: Fields | null, { source, capturedAt }: BucketContext): readonly QuotaWindow[] {
  if (credits === null) return [];
  const has = credits['hasCredits'] ?? credits['has_credits'];
  const unlimited = credits['unlimited'] === true;
  const balance = amountOf(credits['balance']);
  if (!unlimited && (has !== true || balance === 0)) return [];
  return [
    quotaWindow({
      id: 'extra',
      label: 'Credits',
      amount: unlimited || balance !== null ? { used: 0, limit: unlimited ? null : balance, unit: 'credits' } : null,
      ...((unlimited || balance !== null) && { state: 'ok' as const }),
      source,
      capturedAt,
    }),
  ];
}

/** Unix seconds; older versions counted seconds from their answer on. Whoever writes an instant means that. */
function resetOf(
  window: Fields,
  capturedAt: Instant,
): { readonly resetsAt: Instant | null; readonly resetRaw: string | null } {
  const said = window['resetsAt'] ?? window['resets_at'];
  const after = numberOf(window['resetsInSeconds'] ?? window['resets_in_seconds']);
  const raw = said ?? after;
  const ms =
    typeof said === 'string'
      ? Date.parse(said)
      : (numberOf(said) ?? (after === null ? NaN : Date.parse(capturedAt) / 1000 + after)) * 1000;
  return {
    resetsAt: Number.isNaN(ms) ? null : instantFromMs(ms),
    resetRaw: typeof raw === 'string' || typeof raw === 'number' ? String(raw) : null,
  };
}

/** One window of each id, as two of unknown length are the same kind: the one that stops a run earlier counts. */
export function fullestById(windows: readonly QuotaWindow[]): readonly QuotaWindow[] {
  const byId = new Map<string, QuotaWindow>();
  for (const window of windows) {
    const known = byId.get(window.id);
    if (known === undefined || (window.usedPercent ?? -1) > (known.usedPercent ?? -1)) byId.set(window.id, window);
  }
  return [...byId.values()];
}

function atLeastZero(value: unknown): number | null {
  const number = numberOf(value);
  // JSON has a zero below zero, too.
  return number === null || number < 0 ? null : Math.abs(number);
}

function amountOf(value: unknown): number | null {
  const text = textOf(value);
  return atLeastZero(text === null ? value : Number(text));
}
