import type { Env } from '@ccx/contracts';
import type { DiscoveryReport, ProfileBook } from '@ccx/profiles';

/** Looks for accounts that are on this machine and have no name yet. Opens none of their files, registers nothing. */
export async function composeDiscovery(book: ProfileBook, env: Env, home: string): Promise<DiscoveryReport> {
  const { discoverProfiles, homesInUse } = await import('@ccx/profiles');
  return discoverProfiles({ book, env, home, inUse: await homesInUse({ home }) });
}
