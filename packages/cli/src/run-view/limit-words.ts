import type { Instant, LimitSignal } from '@ccx/contracts';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import type { Terminal } from '../render/terminal.ts';

const WINDOW_WORDS: Readonly<Record<string, string>> = { session: '5-hour', weekly: 'weekly', extra: 'extra usage' };

/** What a limit signal means for a person: `work hit its 5-hour limit, back at 03:33, in 2h 10m`. */
export function limitWords(limit: LimitSignal, name: string, terminal: Terminal, now: Instant): string {
  const window = limit.windows.find(({ id }) => id === limit.windowId);
  const what = WINDOW_WORDS[limit.windowId ?? ''] ?? limit.windowId?.replace(':', ' ') ?? 'usage';
  const back = returnWords(limit.resetsAt, terminal, now);
  if (limit.verdict !== 'warn') {
    return `${name} hit its ${what} limit, ${back}${limit.usingExtra ? '; it goes on with extra usage' : ''}`;
  }
  const used = typeof window?.usedPercent === 'number' ? ` (${Math.floor(window.usedPercent)}% used)` : '';
  return `${name} is close to its ${what} limit${used}, ${back}`;
}

function returnWords(at: Instant | null, { timeZone }: Terminal, now: Instant): string {
  if (at === null) return 'its return is not known';
  const ms = Date.parse(at) - Date.parse(now);
  return ms <= 0 ? 'back now' : `back at ${clockTime(at, { now, timeZone })}, in ${duration(ms)}`;
}
