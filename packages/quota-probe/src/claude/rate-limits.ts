import { instantFromMs, type Instant, type QuotaSourceId, type QuotaWindow } from '@ccx/contracts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import { quotaWindow, SESSION_MINUTES, slug, WEEK_MINUTES } from '../window.ts';

export interface LimitsQuestion {
  readonly source: QuotaSourceId;
  readonly now: Instant;
}

type Named = Pick<QuotaWindow, 'id' | 'label' | 'appliesTo' | 'windowMinutes'>;

const SESSION: Named = { id: 'session', label: 'Current session', appliesTo: null, windowMinutes: SESSION_MINUTES };
const WEEK: Named = {
  id: 'weekly',
  label: 'Current week (all models)',
  appliesTo: null,
  windowMinutes: WEEK_MINUTES,
};
/** Weeks of something that is no model, although they are named like one. */
const NO_MODELS: ReadonlySet<string> = new Set(['oauth_apps', 'cowork', 'overage_included']);

/**
 * The windows in a `rate_limits` object, as Claude Code hands it out (2.1.329, 2026-11-21): by name (`five_hour`,
 * `seven_day`, `seven_day_<model>`), for single models in `model_scoped` or in the vendor's own list `limits`, and extra
 * usage. Each window once, with its number if any place has it. Percentages are 0 to 100, resets ISO or epoch seconds.
 */
export function windowsIn(limits: Fields, about: LimitsQuestion): readonly QuotaWindow[] {
  const all = [
    ...Object.entries(limits).flatMap(([name, value]) => namedWindow(name, fieldsOf(value), about)),
    ...rowsOf(limits['model_scoped']).flatMap((row) => modelWindow(textOf(row['display_name']), row, about)),
    ...rowsOf(limits['limits']).flatMap((row) => listedWindow(row, about)),
  ];
  const byId = new Map<string, QuotaWindow>();
  for (const window of all) {
    const known = byId.get(window.id);
    if (known === undefined || (known.usedPercent === null && window.usedPercent !== null)) byId.set(window.id, window);
  }
  return [...byId.values()];
}

function namedWindow(name: string, window: Fields | null, about: LimitsQuestion): readonly QuotaWindow[] {
  if (window === null) return [];
  if (name === 'extra_usage') return extraWindow(window, about);
  if (!('utilization' in window) && !('used_percentage' in window)) return [];
  if (name === 'five_hour') return [windowOf(SESSION, window, about)];
  if (name === 'seven_day') return [windowOf(WEEK, window, about)];
  const scope = /^seven_day_(.+)$/.exec(name)?.[1] ?? null;
  const id = slug(scope ?? name);
  if (id === '') return [];
  const named: Named =
    scope === null
      ? { id: `session:${id}`, label: name, appliesTo: null, windowMinutes: null }
      : { id: `weekly:${id}`, label: name, appliesTo: NO_MODELS.has(scope) ? null : id, windowMinutes: WEEK_MINUTES };
  return [windowOf(named, window, about)];
}

function listedWindow(row: Fields, about: LimitsQuestion): readonly QuotaWindow[] {
  if (row['kind'] === 'session') return [windowOf(SESSION, row, about)];
  if (row['kind'] === 'weekly_all') return [windowOf(WEEK, row, about)];
  if (row['kind'] !== 'weekly_scoped') return [];
  const model = fieldsOf(fieldsOf(row['scope'])?.['model']);
  return modelWindow(textOf(model?.['display_name']) ?? textOf(model?.['id']), row, about);
}

function modelWindow(name: string | null, row: Fields, about: LimitsQuestion): readonly QuotaWindow[] {
  const model = slug(name ?? '');
  if (name === null || model === '') return [];
  const label = `Current week (${name})`;
  return [windowOf({ id: `weekly:${model}`, label, appliesTo: model, windowMinutes: WEEK_MINUTES }, row, about)];
}

function windowOf(named: Named, window: Fields, { source, now }: LimitsQuestion): QuotaWindow {
  return quotaWindow({
    ...named,
    usedPercent: amountOf(window['utilization'] ?? window['used_percentage'] ?? window['percent']),
    ...resetOf(window['resets_at']),
    source,
    capturedAt: now,
  });
}

/** Extra usage that is switched off is no window. Its credits are cents. */
function extraWindow(extra: Fields, { source, now }: LimitsQuestion): readonly QuotaWindow[] {
  if (extra['is_enabled'] !== true) return [];
  const inDollars = (textOf(extra['currency']) ?? 'USD').toUpperCase() === 'USD';
  const used = inDollars ? amountOf(extra['used_credits']) : null;
  const limit = amountOf(extra['monthly_limit']);
  return [
    quotaWindow({
      id: 'extra',
      label: 'Extra usage',
      usedPercent: amountOf(extra['utilization']),
      amount: used === null ? null : { used: used / 100, limit: limit === null ? null : limit / 100, unit: 'usd' },
      source,
      capturedAt: now,
    }),
  ];
}

/** Less than nothing cannot be used: such a number is not understood. JSON knows `-0`. */
function amountOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === null || number < 0 ? null : Math.abs(number);
}

function resetOf(value: unknown): Pick<QuotaWindow, 'resetsAt' | 'resetRaw'> {
  const seconds = numberOf(value);
  if (seconds !== null) {
    return { resetsAt: seconds > 0 ? instantFromMs(seconds * 1000) : null, resetRaw: String(seconds) };
  }
  const raw = textOf(value);
  const ms = raw !== null && /^\d{4}-\d\d-\d\dT/.test(raw) ? Date.parse(raw) : Number.NaN;
  return { resetsAt: instantFromMs(ms), resetRaw: raw };
}

function rowsOf(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.map(fieldsOf).filter((row) => row !== null) : [];
}
