import { parseResetTime, type QuotaWindow } from '@ccx/contracts';
import { sinceReset } from '../../freshness.ts';
import type { ScreenQuestion } from '../../screen-question.ts';
import { quotaWindow } from '../../window.ts';
import type { QuotaRow } from './row.ts';

const DAY_MINUTES = 24 * 60;

/** A clock always has its length behind it, and a bracket its end; what has not was cut, and may mean another time. */
const WHOLE = /\bin\b|\)$/;

/** The window of a row: the day of a model. Its id has the model's own name, as a run that the quota ends names it. */
export function windowOfRow({ name, usedPercent, reset }: QuotaRow, { now, timeZone }: ScreenQuestion): QuotaWindow {
  const model = name.toLowerCase().replaceAll(' ', '-');
  const window = quotaWindow({
    id: `daily:${model}`,
    label: name,
    appliesTo: model,
    usedPercent,
    resetsAt:
      reset === null || !WHOLE.test(reset)
        ? null
        : parseResetTime(reset, { now, timeZone, windowMinutes: DAY_MINUTES }),
    resetRaw: reset?.replace(/^\((.*)\)$/, '$1') ?? null,
    windowMinutes: DAY_MINUTES,
    source: 'pty',
    capturedAt: now,
  });
  return sinceReset(window, now);
}
