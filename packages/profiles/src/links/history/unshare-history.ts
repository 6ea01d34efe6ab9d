import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError, type Account } from '@ccx/contracts';
import { asCcxError, changing, type LinkContext } from '../context.ts';
import { isThere } from '../disk.ts';
import { manifestFolder, readManifest, writeManifest } from '../manifest.ts';
import { takeBack } from '../replacement.ts';
import { inUse, refuseInUse } from './in-use.ts';
import { settleHistory } from './settle-history.ts';
import { walk } from './walk.ts';

/** What ending a sharing did. */
export interface UnshareReport {
  readonly path: string;
  /** Whether the account has its own folder of before again; `false`: it had none. */
  readonly restored: boolean;
  /**
   * Where everything is that was written while it was shared. Nobody can tell whose of the two accounts that was, so it
   * stays there, with the copies of what the account brought.
   */
  readonly stays: string;
  /** Sessions of the own folder that went on while it was shared: their newer record is in `stays`. */
  readonly continued: number;
}

export async function unshareHistory(context: LinkContext, to: Account): Promise<UnshareReport> {
  return changing(context, async () => {
    const folder = manifestFolder(context.stateDir);
    const { history } = await readManifest(folder, to);
    if (history === null) {
      throw new CcxError('not_found', `ccx shares no history of ${to.id}.`, { hint: 'ccx profile list' });
    }
    const { path, target: stays, backup } = history;
    refuseInUse(await inUse(context, history.made ? [to] : [to, history.from]));
    const manifest = await settleHistory(context, to);
    if (manifest.history !== null) {
      const free = await takeBack(context.disk, history).catch((error: unknown) => {
        throw asCcxError(error, `"${path}" could not be put back`, 'The same command goes on when the cause is gone.');
      });
      if (!free) {
        const what = `"${path}" is no longer the link that ccx made, and what was there before waits in "${backup}"`;
        throw new CcxError('link_conflict', `${what}.`, { hint: 'Move what is there elsewhere, then try again.' });
      }
      await writeManifest(context.disk, folder, { ...manifest, history: null });
    }
    return { path, restored: await isThere(path), stays, continued: await continuedIn(path, stays) };
  });
}

async function continuedIn(path: string, stays: string): Promise<number> {
  if (!(await isThere(path))) return 0;
  let count = 0;
  for await (const { path: name, kind, stats } of walk(path)) {
    if (kind !== 'file' || !(await isThere(join(stays, name)))) continue;
    if ((await lstat(join(stays, name), { bigint: true })).size > stats.size) count += 1;
  }
  return count;
}
