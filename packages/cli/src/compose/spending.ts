import type { Env, Profile } from '@ccx/contracts';
import type { UsagePort } from '@ccx/headroom';
import { composeUsage, type UsageBook } from './usage.ts';

/** What accounts with a budget have used, read anew before the first answer; `null` where no account has one. */
export function composeSpending(env: Env, home: string, profiles: readonly Profile[]): UsagePort | null {
  const limited = new Set(profiles.filter(hasBudget).map(({ id }) => id));
  if (limited.size === 0) return null;
  let opened: Promise<UsageBook> | null = null;
  const open = async (): Promise<UsageBook> => {
    const book = await composeUsage(env, home, () => {});
    await book.update(() => {}, new AbortController().signal);
    return book;
  };
  return {
    async used({ id }, now) {
      if (!limited.has(id)) return null;
      opened ??= open();
      // Where nobody can count, the choice goes on and says that a budget was not checked.
      const book = await opened.catch(() => null);
      if (book === null) return null;
      const { usageSpent } = await import('@ccx/usage');
      return usageSpent(book.store, id, { pricing: book.pricing, now });
    },
    turns: async () => null,
  };
}

function hasBudget({ limits }: Profile): boolean {
  return [limits.dailyTokenBudget, limits.weeklyTokenBudget, limits.monthlyUsdBudget].some((one) => one !== undefined);
}
