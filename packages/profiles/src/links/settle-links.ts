import type { Account } from '@ccx/contracts';
import type { LinkContext } from './context.ts';
import { manifestFolder, readManifest, writeManifest, type LinkEntry, type Manifest } from './manifest.ts';
import { standing, takeBack } from './replacement.ts';

/**
 * The manifest after what a process that died in the middle left behind was brought to an end: a link that is there
 * counts as made, of any other what lay in its place is put back.
 */
export async function settleLinks({ disk, stateDir }: LinkContext, account: Account): Promise<Manifest> {
  const folder = manifestFolder(stateDir);
  const manifest = await readManifest(folder, account);
  if (manifest.links.every(({ made }) => made)) return manifest;
  const links: LinkEntry[] = [];
  for (const link of manifest.links) {
    if (link.made) links.push(link);
    else if ((await standing(link)) === 'ours' || !(await takeBack(disk, link))) links.push({ ...link, made: true });
  }
  const settled = { ...manifest, links };
  await writeManifest(disk, folder, settled);
  return settled;
}
