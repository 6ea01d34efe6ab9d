import { CcxError, type Instant } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import type { WorkCaps } from './config.ts';
import { later } from './later.ts';
import { dayAround, opensAt, parseHours, zoneOf } from './wall-clock.ts';

/** What holds work back, and until when; `until` `null`: until somebody acts. */
export interface Pause {
  readonly reason: string;
  readonly until: Instant | null;
}

const HOUR_MS = 3_600_000;

/**
 * The cap that keeps agents from being started now; `null`: none does. Of several the one that ends last is told.
 * Costs that nobody told cannot be counted: dollars are then capped by what is known. A cap that cannot be read lets
 * nothing begin.
 */
export async function pausedBy(caps: WorkCaps, now: Instant, spent: Backlog['spent']): Promise<Pause | null> {
  let pauses: readonly (Pause | null)[];
  try {
    pauses = [hoursPause(caps, now), await moneyPause(caps, now, spent), await startsPause(caps, now, spent)];
  } catch (error) {
    if (!CcxError.is(error, 'invalid_config')) throw error;
    return { reason: error.message, until: null };
  }
  const untilOf = ({ until }: Pause): string => until ?? '';
  return pauses.flatMap((pause) => pause ?? []).toSorted((a, b) => (untilOf(a) < untilOf(b) ? 1 : -1))[0] ?? null;
}

function hoursPause({ hours, timeZone }: WorkCaps, now: Instant): Pause | null {
  if (hours === null) return null;
  const until = opensAt(now, parseHours(hours), zoneOf(timeZone));
  return until === null ? null : { reason: `work begins only within ${hours} (${timeZone})`, until };
}

async function moneyPause(
  { usdPerDay, timeZone }: WorkCaps,
  now: Instant,
  spent: Backlog['spent'],
): Promise<Pause | null> {
  if (usdPerDay === null) return null;
  const today = dayAround(now, zoneOf(timeZone));
  const { usd, knownUsd } = await spent(today.from);
  if (knownUsd < usdPerDay) return null;
  const used = `$${knownUsd.toFixed(2)}${usd === null ? ' or more' : ''}`;
  return { reason: `${used} of $${usdPerDay.toFixed(2)} for today are spent`, until: today.to };
}

async function startsPause({ itemsPerHour }: WorkCaps, now: Instant, spent: Backlog['spent']): Promise<Pause | null> {
  if (itemsPerHour === null) return null;
  const count = async (since: Instant): Promise<number> => (await spent(since)).runs;
  let [from, to] = [Date.parse(later(now, -HOUR_MS)), Date.parse(now) + 1];
  if ((await count(new Date(from).toISOString())) < itemsPerHour) return null;
  // The start that has to leave the hour before the next one may come: the last moment since when there are too many.
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if ((await count(new Date(middle).toISOString())) >= itemsPerHour) from = middle;
    else to = middle;
  }
  return {
    reason: `${itemsPerHour} starts within an hour were made`,
    until: new Date(from + HOUR_MS + 1).toISOString(),
  };
}
