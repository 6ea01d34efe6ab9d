import { ccxPaths, type Env, type Profile, type UsabilityCheck } from '@ccx/contracts';
import type { AccountRouter } from '@ccx/headroom';
import type { ProfileBook } from '@ccx/profiles';
import { systemClock } from './clock.ts';
import { composeQuotaReader } from './quota.ts';
import { composeSpending } from './spending.ts';

export interface RouterOptions {
  readonly env: Env;
  readonly home: string;
  readonly book: ProfileBook;
  /** All that may be offered. */
  readonly profiles: readonly Profile[];
  /** `null`: nobody asks who is logged in. */
  readonly logins: UsabilityCheck | null;
  /** Ask agents whose numbers are old; else only what is remembered counts. */
  readonly ask: boolean;
}

/** A router over what is known of a person's accounts. */
export async function composeRouter(options: RouterOptions): Promise<AccountRouter> {
  const { env, home, book, profiles, logins, ask } = options;
  const [{ createRouter }, { openHealth }, { createFileLedger }, { createQuotaCache }, policy] = await Promise.all([
    import('@ccx/headroom'),
    import('@ccx/profiles/choice'),
    import('@ccx/runner/ledger'),
    import('@ccx/quota-probe/statusline'),
    book.choice(),
  ]);
  const { runs, quota, state } = ccxPaths(env, home);
  const remembered = createQuotaCache({ dir: quota });
  const health = openHealth({ dir: state });
  return createRouter({
    profiles: { list: async () => profiles },
    quota: ask ? { read: await composeQuotaReader(env, remembered) } : remembered,
    usability: logins,
    loginOf: async ({ id }) => health.profileHealth(id)?.login ?? null,
    usage: composeSpending(env, home, profiles),
    clock: systemClock,
    ledger: createFileLedger({ dir: runs }),
    policy,
  });
}
