import { access } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Account } from '@ccx/contracts';
import type { LinkItem } from '../agent-home.ts';
import { configFolder } from '../live/config-folder.ts';
import type { LinkContext } from './context.ts';
import { allManifests, manifestFolder, readManifest } from './manifest.ts';
import { standing, type Replacement } from './replacement.ts';

/** A link that ccx made, and what became of it. */
export interface LinkStanding extends Replacement {
  /**
   * `dangling` what it leads to is gone, `gone` the link itself is, `replaced` something else lies in its place,
   * `unfinished` a process died while it was made: the next change brings that to an end.
   */
  readonly state: 'linked' | 'dangling' | 'gone' | 'replaced' | 'unfinished';
}

/** All that is linked into one account. */
export interface LinkStatus {
  readonly links: readonly (LinkStanding & { readonly item: LinkItem })[];
  /** `null`: its history is its own. */
  readonly history: (LinkStanding & { readonly from: Account }) | null;
}

/** An account that uses something of another's. */
export interface Dependent {
  readonly account: Account;
  readonly uses: readonly (LinkItem | 'history')[];
}

export async function linkStatus({ stateDir }: LinkContext, account: Account): Promise<LinkStatus> {
  const { links, history } = await readManifest(manifestFolder(stateDir), account);
  return {
    links: await Promise.all(links.map(async (link) => ({ ...link, state: await stateOf(link) }))),
    history: history && { ...history, state: await stateOf(history) },
  };
}

async function stateOf(link: Replacement): Promise<LinkStanding['state']> {
  if (!link.made) return 'unfinished';
  const found = await standing(link);
  if (found !== 'ours') return found === 'gone' ? 'gone' : 'replaced';
  return access(link.path).then(
    () => 'linked',
    () => 'dangling',
  );
}

/** The accounts whose links lead into this one's config dir. */
export async function dependentsOf(context: LinkContext, account: Account): Promise<readonly Dependent[]> {
  const folder = await configFolder(account, context.place);
  const leadsHere = ({ target }: Replacement): boolean => target.startsWith(`${folder}${sep}`);
  const manifests = await allManifests(manifestFolder(context.stateDir));
  return manifests.flatMap(({ account: other, links, history }) => {
    const items = links.filter(leadsHere).map(({ item }) => item);
    const uses = history !== null && leadsHere(history) ? [...items, 'history' as const] : items;
    return other.id === account.id || uses.length === 0 ? [] : [{ account: other, uses }];
  });
}
