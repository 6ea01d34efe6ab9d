import { lstat, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AGENTS, CcxError, type Account } from '@ccx/contracts';
import { LINK_ITEMS, type LinkItem } from '../agent-home.ts';
import { AGENT_HOMES } from '../agent-homes.ts';
import { foldersOf, type LinkContext } from './context.ts';
import { isThere } from './disk.ts';
import { manifestFolder, readManifest, type Manifest } from './manifest.ts';
import { standing } from './replacement.ts';

/** One customisation, and what linking it would do. */
export interface PlannedLink {
  readonly item: LinkItem;
  /** Absolute; where the link goes. */
  readonly path: string;
  /** Absolute; where it leads. */
  readonly target: string;
  /**
   * `link` it is made, `already` both are the same already, `missing-source` there is nothing to link to, `conflict`
   * something of the person's lies in its place.
   */
  readonly state: 'link' | 'already' | 'missing-source' | 'conflict';
  /** What lies in its place, for people; `null` is nothing. */
  readonly found: string | null;
  /** Whether that is a link that ccx made to another account: it is never replaced, only unlinked. */
  readonly linkedElsewhere: boolean;
}

/** What linking would do, before anything is done. */
export interface LinkPlan {
  readonly to: Account;
  readonly from: Account;
  readonly links: readonly PlannedLink[];
}

export async function planLinks(
  context: LinkContext,
  to: Account,
  from: Account,
  items: readonly LinkItem[],
): Promise<LinkPlan> {
  const folders = await foldersOf(context, to, from);
  const names = [...new Set(items)].map((item) => ({ item, name: nameOf(to, item) }));
  const manifest = await readManifest(manifestFolder(context.stateDir), to);
  const links = names.map(({ item, name }) =>
    planOne(item, join(folders.to, name), join(folders.from, name), folders.to, manifest),
  );
  return { to, from, links: await Promise.all(links) };
}

/** The item's name below the config dir. @throws {CcxError} `invalid_argument` for one that the agent does not have */
function nameOf({ agent }: Account, item: LinkItem): string {
  const { items } = AGENT_HOMES[agent];
  const name = items[item];
  if (name !== undefined) return name;
  const others = LINK_ITEMS.filter((one) => items[one] !== undefined);
  throw new CcxError('invalid_argument', `${AGENTS[agent].title} has no "${item}" of its own in its config dir.`, {
    hint: `It has: ${others.join(', ')}.`,
  });
}

async function planOne(
  item: LinkItem,
  path: string,
  target: string,
  folder: string,
  { links }: Manifest,
): Promise<PlannedLink> {
  const source = await realpath(target).catch(() => null);
  if (source !== null && `${source}${sep}`.startsWith(`${folder}${sep}`)) {
    throw new CcxError('link_conflict', `"${target}" leads back into "${folder}": the link would lead to itself.`, {
      hint: 'Link the other way round, or unlink that one first.',
    });
  }
  const found = await describe(path);
  const same = found !== null && source !== null && (await realpath(path).catch(() => null)) === source;
  const state = source === null ? 'missing-source' : same ? 'already' : found === null ? 'link' : 'conflict';
  const own = links.find((link) => link.item === item && link.path === path && link.target !== target);
  const linkedElsewhere = own !== undefined && (await standing(own)) === 'ours';
  return { item, path, target, state, found, linkedElsewhere };
}

async function describe(path: string): Promise<string | null> {
  if (!(await isThere(path))) return null;
  const found = await lstat(path);
  if (found.isSymbolicLink()) return `a link to ${await readlink(path)}`;
  if (found.isDirectory()) return 'a folder';
  return found.isFile() ? `a file of ${found.size} bytes` : 'something that is neither file nor folder';
}
