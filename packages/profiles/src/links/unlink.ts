import type { Account } from '@ccx/contracts';
import type { LinkItem } from '../agent-home.ts';
import { asCcxError, changing, type LinkContext } from './context.ts';
import { isThere } from './disk.ts';
import { manifestFolder, writeManifest, type LinkEntry } from './manifest.ts';
import { standing, takeBack } from './replacement.ts';
import { settleLinks } from './settle-links.ts';

/** What unlinking did. */
export interface UnlinkReport {
  readonly removed: readonly {
    readonly item: LinkItem;
    readonly path: string;
    /** Whether what lay there before the link is there again. */
    readonly restored: boolean;
  }[];
  /** What was left alone, and why, in words. */
  readonly left: readonly { readonly item: LinkItem; readonly path: string | null; readonly why: string }[];
}

export async function unlink(
  context: LinkContext,
  to: Account,
  items: readonly LinkItem[] | null,
): Promise<UnlinkReport> {
  return changing(context, async () => {
    const { disk, stateDir } = context;
    let manifest = await settleLinks(context, to);
    const removed: UnlinkReport['removed'][number][] = [];
    const left: UnlinkReport['left'][number][] = [];
    for (const item of new Set(items ?? manifest.links.map((link) => link.item))) {
      const entry = manifest.links.find((link) => link.item === item);
      if (entry === undefined) {
        left.push({ item, path: null, why: 'ccx did not link it' });
        continue;
      }
      const { path } = entry;
      const found = await standing(entry);
      const restored = entry.backup !== null && (await isThere(entry.backup));
      const forgotten = await takeBack(disk, entry).catch((error: unknown) => {
        throw asCcxError(error, `"${path}" could not be unlinked`, 'The same command goes on when the cause is gone.');
      });
      if (found === 'other') left.push({ item, path, why: whyLeft(entry, restored) });
      else removed.push({ item, path, restored });
      // One by one: what is done stays done when the next one fails.
      if (forgotten) {
        manifest = { ...manifest, links: manifest.links.filter((link) => link !== entry) };
        await writeManifest(disk, manifestFolder(stateDir), manifest);
      }
    }
    return { removed, left };
  });
}

function whyLeft({ backup }: LinkEntry, waits: boolean): string {
  const why = 'it is no longer the link that ccx made';
  return waits ? `${why}; what was there before lies in ${backup}, and comes back when its place is free` : why;
}
