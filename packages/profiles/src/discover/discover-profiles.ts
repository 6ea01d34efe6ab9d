import { AGENTS, type ProfileRegistry } from '@ccx/contracts';
import { isCopy } from './copies.ts';
import type { Discovery, DiscoveryReport, SkippedFolder } from './discovery.ts';
import { lookAt } from './look-at.ts';
import { placesOf, type Place, type PlacesContext } from './places.ts';
import { suggestName } from './suggest-name.ts';

/** What {@link discoverProfiles} needs of the world. */
export interface DiscoveryContext extends PlacesContext {
  readonly book: Pick<ProfileRegistry, 'list'>;
}

/**
 * Proposes config dirs that are not registered: folders named like the vendors' default places beside them and in
 * `~/.config`, what the agents' variables name, and the homes of live sessions. It goes by the existence of telling
 * entries, opens no file and registers nothing.
 *
 * @example
 * const { found } = await discoverProfiles({ book, env, home, inUse: [] });
 * found[0];
 * // { agent: 'claude', configDir: '/home/ada/.claude-work', name: 'work', evidence: ['holds .credentials.json, projects/'],
 * //   hasLogin: true, inUse: false }
 */
export async function discoverProfiles({ book, ...context }: DiscoveryContext): Promise<DiscoveryReport> {
  const [profiles, { places, skipped }] = await Promise.all([book.list(), placesOf(context)]);
  const registered = new Set(profiles.map(({ id }) => id));
  const names = new Set(profiles.map(({ name }) => name));
  const strange = places.filter(({ id }) => !registered.has(id));
  const judged = await Promise.all(strange.map(judge));

  const found: Discovery[] = [];
  for (const one of judged) {
    if ('reason' in one) continue;
    const { folder, ...discovery } = one;
    const name = suggestName(folder, discovery, names);
    names.add(name);
    found.push({ ...discovery, name });
  }
  return { found, skipped: [...skipped, ...judged.filter((one) => 'reason' in one)] };
}

type Nameless = Omit<Discovery, 'name'> & Pick<Place, 'folder'>;

async function judge({ agent, configDir, folder, pointers, inUse }: Place): Promise<Nameless | SkippedFolder> {
  const { title } = AGENTS[agent];
  const skip = (reason: string): SkippedFolder => ({ path: configDir, reason });
  if (pointers.length === 0 && isCopy(folder)) return skip(`its name says that it was put aside: "${folder}"`);
  const { found, proved, hasLogin, problem } = await lookAt(agent, configDir);
  if (problem !== null) return skip(problem);
  // What a session lives in is a config dir, however new it is.
  if (!inUse && !proved) {
    return skip(
      found.length > 0 ? `holds ${found.join(', ')} and nothing else of ${title}` : `holds nothing of ${title}`,
    );
  }
  const evidence = [...(found.length > 0 ? [`holds ${found.join(', ')}`] : []), ...pointers];
  return { agent, configDir, folder, evidence, hasLogin, inUse };
}
