import type { Instant, Profile } from '@ccx/contracts';
import { clockTime } from '../render/clock-time.ts';
import { printableLine } from '../render/printable.ts';

/** Until when an account is out of the rotation, and why; `null` where it is in it. */
export function holdWords(
  { limits }: Pick<Profile, 'limits'>,
  about: { readonly now: Instant; readonly timeZone: string },
): string | null {
  const until = heldUntil({ limits }, about.now);
  if (until === null) return null;
  const reason = printableLine(limits.holdReason ?? '');
  const words = until === 'released-by-hand' ? 'held until it is released' : `held until ${clockTime(until, about)}`;
  return reason === '' ? words : `${words}: ${reason}`;
}

/** `null`: not held, or no longer. */
export function heldUntil({ limits }: Pick<Profile, 'limits'>, now: Instant): string | null {
  const { holdUntil = null } = limits;
  return holdUntil === null || (holdUntil !== 'released-by-hand' && holdUntil <= now) ? null : holdUntil;
}
