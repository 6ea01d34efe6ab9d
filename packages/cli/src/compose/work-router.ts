import type { Env, Profile, RunNeed } from '@ccx/contracts';
import type { AccountRouter } from '@ccx/headroom';
import { composeLogins } from './logins.ts';
import { composeProfiles } from './profiles.ts';
import { composeRouter } from './router.ts';

export interface WorkRouterOptions {
  readonly env: Env;
  readonly home: string;
  /** How much of each window stays the person's at least, in percent; `null`: what their profiles say. */
  readonly keepPercent: () => number | null;
}

/**
 * A router for work that goes on for hours: each question is answered for the accounts as they are then. As in a single
 * run, nobody is asked where there is but one account to choose from.
 */
export async function composeWorkRouter({ env, home, keepPercent }: WorkRouterOptions): Promise<AccountRouter> {
  const book = await composeProfiles(env, home);
  const [asked, remembered] = await Promise.all([
    composeLogins(env, home, { ask: true }),
    composeLogins(env, home, { ask: false }),
  ]);
  const router = async ({ only }: RunNeed): Promise<AccountRouter> => {
    const profiles = (await book.list()).map((profile) => withReserve(profile, keepPercent()));
    const ask = only.length > 1;
    return composeRouter({ env, home, book, profiles, logins: ask ? asked : remembered, ask });
  };
  return {
    next: async (need, before) => (await router(need)).next(need, before),
    look: async (need, before) => (await router(need)).look(need, before),
  };
}

function withReserve(profile: Profile, keepPercent: number | null): Profile {
  const { limits } = profile;
  if (keepPercent === null || keepPercent <= limits.reservePercent) return profile;
  return { ...profile, limits: { ...limits, reservePercent: keepPercent } };
}
