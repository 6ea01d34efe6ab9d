import { CcxError, type Account } from '@ccx/contracts';
import type { LinkContext } from '../context.ts';
import { isThere } from '../disk.ts';
import { manifestFolder, readManifest, writeManifest, type HistoryEntry, type Manifest } from '../manifest.ts';
import { standing, takeBack } from '../replacement.ts';
import { withdraw } from './staging.ts';

/**
 * The manifest after a sharing that died in the middle was brought to an end: where the link is there it is made, else
 * the own folder is put back and what was copied is withdrawn. To be called when nothing writes into either history.
 *
 * @throws {CcxError} `link_conflict` where something new lies in the place of the own folder
 */
export async function settleHistory(context: LinkContext, account: Account): Promise<Manifest> {
  const { disk, stateDir } = context;
  const manifest = await readManifest(manifestFolder(stateDir), account);
  const { history } = manifest;
  if (history === null) return manifest;
  const arrived = history.made || (await standing(history)) === 'ours';
  if (arrived) await removeStaging(context, history);
  else await revert(context, history);
  if (history.made) return manifest;
  const settled = { ...manifest, history: arrived ? { ...history, made: true } : null };
  await writeManifest(disk, manifestFolder(stateDir), settled);
  return settled;
}

/** Puts the own folder back and takes back what was copied from it. */
export async function revert({ disk }: LinkContext, history: HistoryEntry): Promise<void> {
  const { path, backup } = history;
  if (!(await takeBack(disk, history))) {
    throw new CcxError('link_conflict', `"${path}" is there anew, while what was there before waits in "${backup}".`, {
      hint: 'Move the new one elsewhere, then try again.',
    });
  }
  await withdraw(disk, history);
}

export async function removeStaging({ disk }: LinkContext, { staging }: HistoryEntry): Promise<void> {
  if (await isThere(staging)) await disk.removeTree(staging);
}
