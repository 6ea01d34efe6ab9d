import { parseResetTime, type Instant, type QuotaWindow } from '@ccx/contracts';
import { sinceReset } from '../../freshness.ts';
import type { ScreenQuestion } from '../../screen-question.ts';
import { quotaWindow, slug } from '../../window.ts';
import type { LimitRow } from './limit-rows.ts';

/**
 * The window of a row. The usage endpoint gives whole percents, so what the screen shows is exact; a reset that was cut
 * at the edge of the screen is unknown, because a date may have stood there.
 */
export function windowOfRow(row: LimitRow, { now, timeZone }: ScreenQuestion, capturedAt: Instant): QuotaWindow {
  const { kind, label, appliesTo, windowMinutes, usedPercent, bound, amount, reset } = row;
  const window = quotaWindow({
    id: appliesTo === null ? kind : `${kind}:${slug(appliesTo)}`,
    label,
    appliesTo,
    usedPercent,
    bound,
    amount,
    resetsAt:
      reset === null
        ? null
        : parseResetTime(reset, { now, timeZone, ...(windowMinutes !== null && { windowMinutes }) }),
    resetRaw: reset?.replaceAll(/^\(\s?|\)$/g, '') ?? null,
    windowMinutes,
    ...(kind === 'extra' && { state: 'ok' as const }),
    source: 'pty',
    capturedAt,
  });
  return sinceReset(window, now);
}
