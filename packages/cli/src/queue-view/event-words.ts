import type { Instant } from '@ccx/contracts';
import type { WorkEvent } from '@ccx/queue';
import { clockTime } from '../render/clock-time.ts';
import { printableLine } from '../render/printable.ts';

/** What happened, in words: `retry: exit 1`, `wait until 03:35: the 5-hour window`. */
export function eventWords(
  { kind, detail }: Pick<WorkEvent, 'kind' | 'detail'>,
  zone: { readonly now: Instant; readonly timeZone: string },
): string {
  const { until, at, reason, ...rest } = detail;
  const time = [until, at].find((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)));
  const when = typeof time === 'string' ? ` until ${clockTime(time, zone)}` : '';
  const why = typeof reason === 'string' && reason !== '' && reason !== kind ? `: ${printableLine(reason)}` : '';
  const more = Object.entries(rest).flatMap(([name, value]) => (isPlain(value) ? [`${name} ${String(value)}`] : []));
  const besides = more.length === 0 ? '' : `  ${printableLine(more.join(', '))}`;
  return `${kind}${when}${why}${besides}`;
}

function isPlain(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
}
