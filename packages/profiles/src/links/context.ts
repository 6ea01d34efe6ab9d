import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AGENTS, CcxError, type Account, type Clock } from '@ccx/contracts';
import { withLock } from '@ccx/contracts/host';
import { accountFile } from '../account-file.ts';
import { configFolder, type HomePlace } from '../live/config-folder.ts';
import type { LiveSession } from '../live/live-session.ts';
import { folderKey } from '../place.ts';
import type { Disk } from './disk.ts';
import { manifestFolder } from './manifest.ts';

/** What all that links do stands on. */
export interface LinkContext {
  readonly stateDir: string;
  readonly place: HomePlace;
  readonly disk: Disk;
  readonly clock: Pick<Clock, 'now'>;
  readonly sessions: (account: Account) => Promise<readonly LiveSession[]>;
  readonly running: () => Promise<readonly Account[]>;
}

/** A lock whose owner dies is free at once; this bounds only one whose owner cannot be seen from here. */
const LOCK = { expiresMs: 6 * 60 * 60_000, waitMs: 5_000 } as const;

/** One change of links at a time, of whatever accounts: what one reads, another does not move. */
export function changing<T>({ stateDir }: LinkContext, body: () => Promise<T>): Promise<T> {
  return withLock(`${manifestFolder(stateDir)}.lock`, LOCK, body);
}

/** The config dirs of two accounts that are to share something. @throws {CcxError} `invalid_argument` */
export async function foldersOf(
  { place }: LinkContext,
  to: Account,
  from: Account,
): Promise<{ readonly to: string; readonly from: string }> {
  if (to.agent !== from.agent) {
    const [one, other] = [AGENTS[to.agent].title, AGENTS[from.agent].title];
    throw new CcxError('invalid_argument', `${one} reads nothing that ${other} wrote: link accounts of one agent.`);
  }
  const folders = { to: await configFolder(to, place), from: await configFolder(from, place) };
  if (to.id !== from.id && (await folderKey(folders.to)) !== (await folderKey(folders.from))) return folders;
  throw new CcxError('invalid_argument', `Both accounts use "${folders.to}": there is nothing to link.`);
}

/**
 * A new place for what lies at these paths of one config dir: dated, below ccx's state, or in the config dir itself
 * where that is another file system, so that moving there and back is one step that happens or does not.
 */
export async function backupPlace(
  { disk, stateDir, clock }: LinkContext,
  account: Account,
  folder: string,
): Promise<(path: string) => string> {
  const own = join(stateDir, 'profiles', 'backups');
  await disk.makeFolder(own);
  const [there, here] = await Promise.all([stat(own), stat(folder)]);
  const root = there.dev === here.dev ? join(own, accountFile(account.id)) : join(folder, '.ccx-backups');
  const dated = `${clock.now().replaceAll(':', '-')}-${randomBytes(3).toString('hex')}`;
  return (path) => join(root, dated, basename(path));
}

/** An error of the disk as one of ours; ours as they are. */
export function asCcxError(error: unknown, what: string, hint: string): CcxError {
  if (CcxError.is(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new CcxError('io_failed', `${what}: ${why}`, { cause: error, hint });
}
