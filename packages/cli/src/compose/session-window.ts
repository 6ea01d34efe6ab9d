import { ccxPaths, type Env } from '@ccx/contracts';
import type { NeedOf } from '@ccx/queue';
import { composeQuotaReader } from './quota.ts';

/** Whether the session window of every account that a lane means is running; `null`: of one it is not known. */
export async function composeSessionWindow(
  env: Env,
  home: string,
  need: NeedOf,
): Promise<(lane: string) => Promise<boolean | null>> {
  const [{ isSessionOpen }, { createQuotaCache }, { composeProfiles }] = await Promise.all([
    import('@ccx/headroom'),
    import('@ccx/quota-probe/statusline'),
    import('./profiles.ts'),
  ]);
  const [read, book] = await Promise.all([
    composeQuotaReader(env, createQuotaCache({ dir: ccxPaths(env, home).quota })),
    composeProfiles(env, home),
  ]);
  return async (lane) => {
    const { only } = await need(lane, { model: null, accountId: null });
    const accounts = (await book.list()).filter(({ id }) => only.includes(id));
    const now = new Date().toISOString();
    const open = await Promise.all(accounts.map(async (account) => isSessionOpen((await read(account)).good, now)));
    if (open.includes(false)) return false;
    return open.includes(null) ? null : true;
  };
}
