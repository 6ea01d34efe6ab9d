import {
  ccxPaths,
  DEFAULT_QUOTA_STALE_MS,
  type Account,
  type Env,
  type Profile,
  type QuotaState,
  type UsabilityCheck,
} from '@ccx/contracts';
import type { AccountRouter } from '@ccx/headroom';
import type { ProfileBook } from '@ccx/profiles';
import { systemClock } from './clock.ts';
import { composeQuota } from './quota.ts';

/** A vendor that does not answer must not keep a run waiting. */
const ASK_AT_MOST_MS = 6_000;

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
  const [{ createRouter }, { createFileLedger }, quota] = await Promise.all([
    import('@ccx/headroom'),
    import('@ccx/runner'),
    composeQuota(env),
  ]);
  const read = async (account: Account): Promise<QuotaState> => {
    const signal = AbortSignal.timeout(ASK_AT_MOST_MS);
    const asked = quota.ask(account, { maxAgeMs: DEFAULT_QUOTA_STALE_MS, signal });
    // What is remembered is better than nothing, and a vendor's silence is no reason to end a run.
    return asked.then(({ state }) => state).catch(() => quota.remembered(account));
  };
  return createRouter({
    profiles: { list: async () => profiles },
    quota: { read: ask ? read : quota.remembered },
    usability: logins,
    usage: null,
    clock: systemClock,
    ledger: createFileLedger({ dir: ccxPaths(env, home).runs }),
    policy: await book.choice(),
  });
}
