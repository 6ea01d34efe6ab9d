import type { Instant, ProfileLimits, QuotaWindow } from '@ccx/contracts';
import { isUsedUp, percentLeft, windowName } from '../windows.ts';
import { percentText } from '../words.ts';
import type { Block } from './block.ts';
import type { Known } from './evidence.ts';
import type { Question } from './judge.ts';

/** What the windows of an account, or that nothing is known of them, keep a run from. */
export function windowBlocks(
  { reservePercent }: ProfileLimits,
  { kind, room, usesExtra }: Known,
  { need, policy }: Pick<Question, 'need' | 'policy'>,
): readonly Block[] {
  const reserve = need.attended ? 0 : reservePercent;
  const kept = room.open.filter((window) => !isUsedUp(window) || usesExtra).flatMap((one) => keptFree(one, reserve));
  if (!usesExtra && room.backMs !== null) {
    const names = room.usedUp.map((window) => `its ${windowName(window)} is used up`);
    return [...kept, { reason: names.join('; '), until: instant(room.backMs), endsBy: 'time' }];
  }
  const unknown = kind === 'none' || kind === 'stale';
  if (!unknown || policy.withoutEvidence !== 'block') return kept;
  const what = kind === 'none' ? 'nothing' : 'nothing fresh';
  return [...kept, { reason: `${what} is known of its quota`, until: null, endsBy: 'time' }];
}

function keptFree(window: QuotaWindow, reserve: number): readonly Block[] {
  const left = percentLeft(window);
  if (reserve <= 0 || left === null || left > reserve) return [];
  const kept = `${percentText(left)} left of its ${windowName(window)}, ${percentText(reserve)} are kept for you`;
  return [{ reason: kept, until: window.resetsAt, endsBy: 'time' }];
}

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}
