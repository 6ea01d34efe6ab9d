import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { asCcxError, backupPlace, changing, type LinkContext } from '../context.ts';
import { isThere } from '../disk.ts';
import { bare, manifestFolder, writeManifest, type HistoryEntry, type Manifest } from '../manifest.ts';
import { putLink } from '../replacement.ts';
import { inUse, refuseInUse } from './in-use.ts';
import { planHistory, type HistoryPlan } from './plan-history.ts';
import { removeStaging, revert, settleHistory } from './settle-history.ts';
import { fingerprint, publish, stage, type CopyProgress } from './staging.ts';

/** What sharing a history did. */
export interface HistoryReport {
  readonly path: string;
  readonly target: string;
  /** Files that were copied; 0 where both were one folder already. */
  readonly copied: number;
  /** Files that were there already. */
  readonly present: number;
  /** Where the own folder is now; `null`: there was none, or nothing was done. */
  readonly backup: string | null;
}

export async function shareHistory(
  context: LinkContext,
  { to, from }: HistoryPlan,
  { onProgress }: { readonly onProgress?: (progress: CopyProgress) => void } = {},
): Promise<HistoryReport> {
  return changing(context, async () => {
    refuseInUse(await inUse(context, [to, from]));
    const before = await settleHistory(context, to);
    // The disk may have changed since the plan was looked at.
    const plan = await planHistory(context, to, from);
    const { path, target, present } = plan;
    if (plan.state === 'already') return { path, target, copied: 0, present: 0, backup: null };
    refuseInUse(plan.inUse);
    refuseConflicts(plan);
    const entry = await entryOf(context, plan, before);
    let done = 0;
    const onFile = (): void => onProgress?.({ done: (done += 1), total: plan.files });
    try {
      await move(context, plan, before, entry, onFile);
    } catch (error) {
      throw await undo(context, before, entry, error);
    }
    // It is shared by now; what cannot be cleared away is left to the next change.
    await removeStaging(context, entry).catch(() => {});
    return { path, target, copied: plan.files, present, backup: entry.backup };
  });
}

function refuseConflicts({ conflicts, conflictCount }: HistoryPlan): void {
  if (conflictCount === 0) return;
  const [first, ...others] = conflicts;
  const more = conflictCount > 1 ? `, and ${conflictCount - 1} more` : '';
  throw new CcxError('link_conflict', `The histories cannot become one: ${first}${more}. Nothing was changed.`, {
    hint:
      others.length > 0 ? 'A dry run lists them. Move them out of one of the two.' : 'Move it out of one of the two.',
  });
}

async function entryOf(
  context: LinkContext,
  { to, from, path, target }: HistoryPlan,
  before: Manifest,
): Promise<HistoryEntry> {
  const earlier = before.history?.backup ?? null;
  if (earlier !== null && (await isThere(earlier))) {
    throw new CcxError(
      'link_conflict',
      `The own sessions of ${to.id} from before an earlier sharing wait in "${earlier}".`,
      {
        hint: 'End that sharing first, which puts them back.',
      },
    );
  }
  const own = await isThere(path);
  await context.disk.makeFolder(dirname(path));
  const place = await backupPlace(context, to, dirname(path));
  const staging = join(dirname(target), `.ccx-incoming-${randomBytes(6).toString('hex')}`);
  const at = context.clock.now();
  return { path, target, backup: own ? place(path) : null, made: false, at, from: bare(from), staging };
}

async function move(
  context: LinkContext,
  { to, from }: HistoryPlan,
  before: Manifest,
  entry: HistoryEntry,
  onFile: () => void,
): Promise<void> {
  const { disk, stateDir } = context;
  const write = (made: boolean): Promise<void> =>
    writeManifest(disk, manifestFolder(stateDir), { ...before, history: { ...entry, made } });
  await write(false);
  const state = entry.backup === null ? null : await fingerprint(entry.path);
  if (entry.backup !== null) await stage(disk, entry, onFile);
  await publish(disk, entry.staging, entry.target);
  await putLink(disk, entry);
  // A session that began while files were copied wrote into the folder that is now the backup.
  refuseInUse(await inUse(context, [to, from]));
  if (entry.backup !== null && (await fingerprint(entry.backup)) !== state) {
    throw new CcxError('profile_in_use', `Sessions in "${entry.path}" went on while they were copied.`, {
      hint: 'End these sessions, then try again.',
    });
  }
  if ((await realpath(entry.path)) !== (await realpath(entry.target))) {
    throw new CcxError('internal', `"${entry.path}" does not lead to "${entry.target}".`);
  }
  await write(true);
}

/** Takes everything back; returns the error to throw. */
async function undo(context: LinkContext, before: Manifest, entry: HistoryEntry, cause: unknown): Promise<CcxError> {
  const error = asCcxError(cause, 'The history could not be shared', 'Nothing was changed.');
  try {
    await revert(context, entry);
    await writeManifest(context.disk, manifestFolder(context.stateDir), before);
    return error;
  } catch (second) {
    const why = second instanceof Error ? second.message : String(second);
    return new CcxError(error.code, `${error.message} Not all could be taken back: ${why}`, {
      cause: error,
      hint: 'Start no session. When the cause is gone, the same command or ending the sharing finishes it.',
    });
  }
}
