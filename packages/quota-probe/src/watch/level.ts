import type { Instant, QuotaSnapshot } from '@ccx/contracts';
import { roomOf } from '../room.ts';

/** How pressed an account is: `soft` from 90 % of its fullest window on, `hard` where one is used up. */
export type QuotaLevel = 'ok' | 'soft' | 'hard';

/** What was crossed: upwards to a level, or back to room. */
export type LevelCrossing = 'soft' | 'hard' | 'reset';

const SOFT_PERCENT = 90;

/** `null` where nothing is known: neither pressed nor free. */
export function levelOf(snapshot: QuotaSnapshot | null, now: Instant): QuotaLevel | null {
  const { exhausted, usedPercent } = roomOf(snapshot, { now });
  if (exhausted) return 'hard';
  if (usedPercent === null) return null;
  return usedPercent >= SOFT_PERCENT ? 'soft' : 'ok';
}

/**
 * Tells each crossing once, also the one that had happened before anybody looked. Between two levels that are known
 * nothing happens, however long nothing is known.
 */
export function levelCrossings(): (level: QuotaLevel | null) => LevelCrossing | null {
  let last: QuotaLevel = 'ok';
  return (level) => {
    if (level === null || level === last) return null;
    const fell = last === 'hard' && level === 'soft';
    last = level;
    if (level === 'ok') return 'reset';
    // A window that started anew while the week is nearly used up has still started anew.
    return fell ? 'reset' : level;
  };
}
