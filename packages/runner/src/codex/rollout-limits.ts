import { instantFromMs, type Instant, type LimitSignal, type QuotaWindow } from '@ccx/contracts';
import { type Fields, fieldsOf } from '../record-lines.ts';
import type { RolloutPart } from './rollout.ts';

/** The bucket of the plan itself; all others belong to single models. */
const MAIN_LIMIT = 'codex';

/**
 * The limit that refused a turn, from the last `token_count` of each bucket (0.169.0): the reset is a Unix time, where
 * the sentence of the error has only a local clock. `null` where no window is used up.
 */
export function exhaustedLimit(part: RolloutPart, now: Instant): LimitSignal | null {
  const buckets = new Map<string, Fields>();
  for (const { type, payload } of part.lines) {
    if (type !== 'event_msg' || payload['type'] !== 'token_count') continue;
    const limits = fieldsOf(payload['rate_limits']);
    if (limits !== null) buckets.set(text(limits['limit_id']) ?? MAIN_LIMIT, limits);
  }
  const windows = [...buckets].flatMap(([id, limits]) => windowsOf(id, limits, now));
  const exhausted = windows.filter(({ state }) => state === 'exhausted');
  // The plan's own window stops every model; of several the last to come back counts.
  const own = exhausted.filter(({ appliesTo }) => appliesTo === null);
  const [first] = (own.length > 0 ? own : exhausted).toSorted((a, b) =>
    (b.resetsAt ?? '').localeCompare(a.resetsAt ?? ''),
  );
  if (first === undefined) return null;
  const { id: windowId, appliesTo, resetsAt, resetRaw } = first;
  return { ...unknownLimit(now), windowId, appliesTo, resetsAt, resetRaw, windows };
}

/**
 * A limit of which nothing is known but that it refused, as a cap that the owner of a workspace set. The dialects have
 * the same lines in stream-json's claude/result.ts: siblings import no siblings.
 */
export function unknownLimit(now: Instant): LimitSignal {
  return {
    verdict: 'rejected',
    windowId: null,
    appliesTo: null,
    resetsAt: null,
    resetRaw: null,
    usingExtra: false,
    windows: [],
    basis: 'structured',
    observedAt: now,
  };
}

function windowsOf(limitId: string, limits: Fields, now: Instant): readonly QuotaWindow[] {
  const appliesTo = limitId === MAIN_LIMIT ? null : (text(limits['limit_name']) ?? limitId);
  return ['primary', 'secondary'].flatMap((name): QuotaWindow[] => {
    const window = fieldsOf(limits[name]);
    if (window === null) return [];
    const usedPercent = number(window['used_percent']);
    const windowMinutes = number(window['window_minutes']);
    const resets = number(window['resets_at']);
    const kind = kindOf(windowMinutes);
    return [
      {
        id: appliesTo === null ? kind : `${kind}:${slug(appliesTo)}`,
        label: `${limitId} ${name}`,
        appliesTo,
        usedPercent,
        bound: 'exact',
        amount: null,
        resetsAt: resets === null ? null : instantFromMs(resets * 1000),
        resetRaw: resets === null ? null : String(resets),
        windowMinutes,
        state: usedPercent === null ? 'unknown' : usedPercent >= 100 ? 'exhausted' : 'ok',
        source: 'log',
        capturedAt: now,
      },
    ];
  });
}

/** Which window it is says its length, not its place. */
function kindOf(minutes: number | null): string {
  if (minutes === null || minutes <= 24 * 60) return 'session';
  return minutes <= 7 * 24 * 60 ? 'weekly' : 'monthly';
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
