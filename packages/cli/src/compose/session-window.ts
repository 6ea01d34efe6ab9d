import type { Account, Env } from '@ccx/contracts';
import type { NeedOf } from '@ccx/queue';
import { composeProfiles } from './profiles.ts';
import { composeQuota } from './quota.ts';

const ASK_AT_MOST_MS = 20_000;

/**
 * Whether the session window of every account that a lane means is running; `null`: of one it is not known. A prompt
 * depends on it, so accounts are asked anew.
 */
export async function composeSessionWindow(
  env: Env,
  home: string,
  need: NeedOf,
): Promise<(lane: string) => Promise<boolean | null>> {
  const [{ isSessionOpen }, quota, book] = await Promise.all([
    import('@ccx/headroom'),
    composeQuota(env),
    composeProfiles(env, home),
  ]);
  const isOpen = async (account: Account): Promise<boolean | null> => {
    const now = (): string => new Date().toISOString();
    // What is open stays so until its reset; only what was closed may be open by now.
    if (isSessionOpen((await quota.remembered(account)).good, now()) === true) return true;
    const signal = AbortSignal.timeout(ASK_AT_MOST_MS);
    const asked = await quota.ask(account, { maxAgeMs: 0, urgency: 'person', signal }).catch(() => null);
    return isSessionOpen((asked?.state ?? (await quota.remembered(account))).good, now());
  };
  return async (lane) => {
    const { only } = await need(lane, { model: null, accountId: null });
    const accounts = (await book.list()).filter(({ id }) => only.includes(id));
    const open = await Promise.all(accounts.map(isOpen));
    if (open.includes(false)) return false;
    return open.includes(null) ? null : true;
  };
}
