import type { Env } from '@ccx/contracts';
import type { ProfileBook } from '@ccx/profiles';

/** The person's accounts. */
export async function composeProfiles(env: Env, home: string): Promise<ProfileBook> {
  const { openProfiles } = await import('@ccx/profiles/choice');
  return openProfiles({ env, home });
}
