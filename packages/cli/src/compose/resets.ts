import { ccxPaths, type Account, type Env, type Instant } from '@ccx/contracts';

/** Length of the window by which usage is reckoned in blocks. */
const BLOCK_MINUTES = 300;

/** The resets of the accounts' 5-hour windows that are remembered, by the account's id; nobody is asked. */
export async function knownResets(
  accounts: readonly Account[],
  env: Env,
  home: string,
): Promise<ReadonlyMap<string, readonly Instant[]>> {
  const { createQuotaCache } = await import('@ccx/quota-probe/statusline');
  const cache = createQuotaCache({ dir: ccxPaths(env, home).quota });
  const known = accounts.map(async (account) => {
    const { good } = await cache.read(account);
    const windows = (good?.windows ?? []).filter(
      ({ id, windowMinutes }) => id === 'session' && (windowMinutes ?? BLOCK_MINUTES) === BLOCK_MINUTES,
    );
    return [account.id, windows.flatMap(({ resetsAt }) => resetsAt ?? [])] as const;
  });
  return new Map(await Promise.all(known));
}
