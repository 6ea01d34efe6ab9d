import type { QuotaReading, QuotaWindow } from '@ccx/contracts';

/** A reading in short: each window as `percent amount reset`, what is unknown left out; or the problem's code. */
export type ShortReading = string | Readonly<Record<string, string>>;

export function shortReading(reading: QuotaReading): ShortReading {
  if (!reading.ok) return reading.problem.code;
  return Object.fromEntries(reading.snapshot.windows.map((window) => [window.id, shortWindow(window)]));
}

function shortWindow({ usedPercent, bound, amount, resetsAt, state }: QuotaWindow): string {
  return [
    ...(usedPercent === null ? [] : [`${bound === 'at-least' ? '>=' : ''}${usedPercent}%`]),
    ...(amount === null ? [] : [`${amount.used}/${amount.limit ?? '?'} ${amount.unit}`]),
    ...(resetsAt === null ? [] : [resetsAt.replace(/:00\.000Z$/, 'Z')]),
    ...(state === 'ok' ? [] : [state]),
  ].join(' ');
}
