import type { Clock, ProfileHealth, ProfileHealthStore, Usability, UsabilityCheck } from '@ccx/contracts';
import { systemClock } from '../system-clock.ts';

/** A check that asks nobody: what is remembered of a login, however old; `unknown` where that is nothing. */
export function rememberedUsability(
  store: Pick<ProfileHealthStore, 'profileHealth'>,
  clock: Pick<Clock, 'now'> = systemClock,
): UsabilityCheck {
  return {
    check: async ({ id }) => {
      const kept = store.profileHealth(id);
      if (kept !== null) return usabilityOf(kept);
      const detail = 'Nobody has asked yet whether it is logged in.';
      return { installed: true, binary: null, version: null, auth: 'unknown', detail, checkedAt: clock.now() };
    },
  };
}

/** What is kept of a login, as the answer of a check that did not look for the CLI. */
export function usabilityOf({ authStatus, authDetail, checkedAt, login }: ProfileHealth): Usability {
  return {
    installed: true,
    binary: null,
    version: null,
    auth: authStatus,
    detail: authDetail,
    checkedAt,
    ...(login === undefined ? {} : { login }),
  };
}
