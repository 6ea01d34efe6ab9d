import { CcxError, type WorkDraft, type WorkRecurrence } from '@ccx/contracts';
import { END_OF_TIME } from '@ccx/contracts/sqlite';
import type { QueueLimits } from '../limits.ts';
import { nextOccurrence } from '../recurrence.ts';
import { ON_EFFECTS } from './items.ts';
import { toJson } from './json.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What of a draft has the form in which it is kept, or why it cannot be. */
export type CheckedDraft =
  | { readonly ok: true; readonly payload: string; readonly runAt: number | null; readonly cron: string | null }
  | { readonly ok: false; readonly reason: string };

/** Looks at everything that can be judged without the queue. */
export function checkDraft(draft: WorkDraft, { payloadBytes }: QueueLimits, now: number): CheckedDraft {
  const payload = toJson(draft.payload);
  if (payload === null) return no('its payload cannot be written as JSON');
  const bytes = Buffer.byteLength(payload);
  if (bytes > payloadBytes) return no(`its payload has ${bytes} bytes, and ${payloadBytes} are allowed`);
  if (draft.id !== undefined && !UUID.test(draft.id)) return no(`its id is "${draft.id}", and a UUID was expected`);
  if (draft.type === '') return no('it has no type');
  if (!Number.isSafeInteger(draft.priority))
    return no(`its priority is ${draft.priority}, and a whole number was expected`);
  if (!ON_EFFECTS.includes(draft.onEffects)) return no(`its onEffects is "${draft.onEffects}"`);
  const { maxAttempts } = draft;
  if (maxAttempts !== undefined && (!Number.isSafeInteger(maxAttempts) || maxAttempts < 1)) {
    return no(`its maxAttempts is ${maxAttempts}, and a whole number from 1 up was expected`);
  }
  const runAt = draft.runAt === undefined ? null : Date.parse(draft.runAt);
  if (runAt !== null && !(runAt >= 0 && runAt <= END_OF_TIME))
    return no(`its runAt is "${draft.runAt}", which is no time`);
  if (draft.cron === undefined) return { ok: true, payload, runAt, cron: null };
  const first = firstOccurrence(draft.cron, now);
  if (typeof first === 'string') return no(first);
  return { ok: true, payload, runAt: runAt ?? first, cron: JSON.stringify(draft.cron) };
}

/** In milliseconds, without its jitter: that is the queue's to add. A text: why there is none. */
function firstOccurrence(cron: WorkRecurrence, now: number): number | string {
  if (cron.missed !== 'run' && cron.missed !== 'skip') return `its cron says "${String(cron.missed)}" for missed times`;
  if (!(cron.jitterMs >= 0 && cron.jitterMs <= 86_400_000)) return 'its jitter is not between 0 and a day';
  try {
    const next = nextOccurrence(cron, now, () => 0);
    return next ?? `"${cron.expression}" never comes`;
  } catch (error) {
    if (CcxError.is(error)) return error.message;
    throw error;
  }
}

function no(reason: string): CheckedDraft {
  return { ok: false, reason };
}
