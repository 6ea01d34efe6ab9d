import type { Env } from '@ccx/contracts';
import type { NeedOf } from '@ccx/queue';
import { composeProfiles } from './profiles.ts';

/** What a lane of the queue means among a person's accounts, as they are at that moment. */
export async function composeNeed(env: Env, home: string): Promise<NeedOf> {
  const [{ laneNeed }, { accountsInUse }, book] = await Promise.all([
    import('@ccx/queue'),
    import('@ccx/profiles/choice'),
    composeProfiles(env, home),
  ]);
  return async (lane, { model, accountId }) => {
    const profiles = await accountsInUse(await book.list(), home);
    return laneNeed(lane, { profiles, model, accountId });
  };
}
