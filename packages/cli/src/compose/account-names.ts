import type { Env } from '@ccx/contracts';
import { accountWords } from '../queue-view/account-words.ts';
import { composeProfiles } from './profiles.ts';

/** What a person calls accounts: by their profiles as they are now. */
export async function composeAccountNames(env: Env, home: string): Promise<(accountId: string) => string> {
  const profiles = await (await composeProfiles(env, home)).list();
  const names = new Map(profiles.map(({ id, name }) => [id, name]));
  return (accountId) => names.get(accountId) ?? accountWords(accountId, home);
}
