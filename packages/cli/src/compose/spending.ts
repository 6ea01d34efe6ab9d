import type { Env, Profile, ProfileLimits } from '@ccx/contracts';
import type { UsagePort } from '@ccx/headroom';
import { composeUsage, type UsageBook } from './usage.ts';

/**
 * What accounts with a budget have used, and when those with a plan or caps of their own made their turns: read anew
 * before the first answer. `null` where no account has either.
 */
export function composeSpending(env: Env, home: string, profiles: readonly Profile[]): UsagePort | null {
  const having = (has: (limits: ProfileLimits) => boolean): ReadonlySet<string> =>
    new Set(profiles.filter(({ limits }) => has(limits)).map(({ id }) => id));
  const [limited, counted] = [having(hasBudget), having(hasCaps)];
  if (limited.size === 0 && counted.size === 0) return null;
  let opened: Promise<UsageBook> | null = null;
  const open = async (): Promise<UsageBook> => {
    const book = await composeUsage(env, home, () => {});
    await book.update(() => {}, new AbortController().signal);
    return book;
  };
  // Where nobody can count, the choice goes on and says that a budget was not checked.
  const read = async (): Promise<UsageBook | null> => {
    opened ??= open();
    return opened.catch(() => null);
  };
  return {
    async used({ id }, now) {
      const book = limited.has(id) ? await read() : null;
      if (book === null) return null;
      const { usageSpent } = await import('@ccx/usage');
      return usageSpent(book.store, id, { pricing: book.pricing, now });
    },
    async turns(account, since) {
      const book = counted.has(account.id) ? await read() : null;
      return book === null ? null : book.store.turns(account, { from: since, to: null }).map(({ at }) => at);
    },
  };
}

function hasBudget({ dailyTokenBudget, weeklyTokenBudget, monthlyUsdBudget }: ProfileLimits): boolean {
  return [dailyTokenBudget, weeklyTokenBudget, monthlyUsdBudget].some((one) => one !== undefined);
}

/** Without one, turns say nothing about how much is left. */
function hasCaps({ planTier, caps5hTurns, capsWeeklyTurns }: ProfileLimits): boolean {
  return [planTier, caps5hTurns, capsWeeklyTurns].some((one) => one !== undefined);
}
