import { ccxPaths, type Account, type Env } from '@ccx/contracts';
import type { PlanOptions } from '@ccx/queue';
import { composeLogins } from './logins.ts';
import { composeProfiles } from './profiles.ts';
import { composeQuotaReader } from './quota.ts';
import { composeSpending } from './spending.ts';

/**
 * Routers over what is known now, for times that have not come: accounts are asked once, then the plan's time passes and
 * their windows end in it.
 */
export async function composePlanRouter(env: Env, home: string): Promise<PlanOptions['router']> {
  const [{ createRouter }, { openHealth }, { createQuotaCache }, book, logins] = await Promise.all([
    import('@ccx/headroom'),
    import('@ccx/profiles/choice'),
    import('@ccx/quota-probe/statusline'),
    composeProfiles(env, home),
    composeLogins(env, home, { ask: true }),
  ]);
  const { quota, state } = ccxPaths(env, home);
  const [read, profiles, policy] = await Promise.all([
    composeQuotaReader(env, createQuotaCache({ dir: quota })),
    book.list(),
    book.choice(),
  ]);
  const health = openHealth({ dir: state });
  return ({ clock, ledger }) =>
    createRouter({
      profiles: { list: async () => profiles },
      quota: { read: once(read) },
      usability: { check: once((account) => logins.check(account)) },
      loginOf: async ({ id }) => health.profileHealth(id)?.login ?? null,
      usage: composeSpending(env, home, profiles),
      clock,
      ledger,
      policy,
    });
}

/** Each account is asked about once. */
function once<T>(ask: (account: Account) => Promise<T>): (account: Account) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (account) => {
    const known = answers.get(account.id) ?? ask(account);
    answers.set(account.id, known);
    return known;
  };
}
