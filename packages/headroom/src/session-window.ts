import type { Instant, QuotaSnapshot } from '@ccx/contracts';
import { instantMs } from './instant-ms.ts';
import { limitingWindows } from './windows.ts';

/**
 * Whether an account's session window, five hours for most, is running: it began with a run and has a reset ahead.
 * `null`: the snapshot says nothing of it.
 */
export function isSessionOpen(snapshot: QuotaSnapshot | null, now: Instant): boolean | null {
  const session = limitingWindows(snapshot, null).find(({ id }) => id === 'session');
  if (session === undefined) return null;
  if (session.resetsAt !== null) return instantMs(session.resetsAt) > instantMs(now);
  // A vendor tells no reset of a window that has not begun.
  return session.usedPercent === 0 ? false : null;
}
