import { CcxError, type Account } from '@ccx/contracts';
import type { LinkItem } from '../agent-home.ts';
import { configFolder } from '../live/config-folder.ts';
import { asCcxError, backupPlace, changing, type LinkContext } from './context.ts';
import { isThere } from './disk.ts';
import { manifestFolder, writeManifest, type LinkEntry, type Manifest } from './manifest.ts';
import { planLinks, type LinkPlan, type PlannedLink } from './plan-links.ts';
import { putLink, standing, takeBack } from './replacement.ts';
import { settleLinks } from './settle-links.ts';

/** What linking did. */
export interface LinkReport {
  readonly made: readonly {
    readonly item: LinkItem;
    readonly path: string;
    readonly target: string;
    /** Where what lay in its place is now; `null`: nothing lay there. */
    readonly backup: string | null;
  }[];
  /** `already` and `missing-source`: nothing was done. */
  readonly skipped: readonly PlannedLink[];
}

/** One link to make: as the manifest is to know it, and what of it has to be done now. */
interface Step {
  readonly entry: LinkEntry;
  /** With the backup only where something is moved there now, and not by an earlier link that has gone. */
  readonly now: LinkEntry;
}

export async function applyLinks(
  context: LinkContext,
  { to, from, links }: LinkPlan,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<LinkReport> {
  return changing(context, async () => {
    const before = await settleLinks(context, to);
    // The disk may have changed since the plan was looked at.
    const items = links.map(({ item }) => item);
    const plan = await planLinks(context, to, from, items);
    refuseConflicts(plan, replace);
    const todo = plan.links.filter(({ state }) => state === 'link' || state === 'conflict');
    const skipped = plan.links.filter((link) => !todo.includes(link));
    if (todo.length === 0) return { made: [], skipped };

    const steps = await stepsOf(context, to, todo, before);
    const others = before.links.filter(({ item }) => !todo.some((link) => link.item === item));
    const write = (entries: readonly LinkEntry[]): Promise<void> =>
      writeManifest(context.disk, manifestFolder(context.stateDir), { ...before, links: [...others, ...entries] });
    try {
      await write(steps.map(({ entry }) => entry));
      for (const { now } of steps) await putLink(context.disk, now);
      await write(steps.map(({ entry }) => ({ ...entry, made: true })));
    } catch (error) {
      throw await undo(
        context,
        before,
        steps,
        asCcxError(error, 'The links could not be made', 'Nothing was changed.'),
      );
    }
    const made = steps.map(({ entry: { item, path, target }, now: { backup } }) => ({ item, path, target, backup }));
    return { made, skipped };
  });
}

function refuseConflicts({ links }: LinkPlan, replace: boolean): void {
  const conflicts = links.filter(({ state, linkedElsewhere }) => state === 'conflict' && (!replace || linkedElsewhere));
  if (conflicts.length === 0) return;
  const what = conflicts.map(({ path, found }) => `"${path}" is ${found ?? 'something else'}`).join(', ');
  throw new CcxError('link_conflict', `Something lies in the place of a link: ${what}. Nothing was changed.`, {
    hint: conflicts.some(({ linkedElsewhere }) => linkedElsewhere)
      ? 'Unlink what is linked to another account first.'
      : 'Say that it may be replaced (--replace): it is then moved to a backup, which unlinking puts back.',
  });
}

async function stepsOf(
  context: LinkContext,
  to: Account,
  todo: readonly PlannedLink[],
  before: Manifest,
): Promise<readonly Step[]> {
  const configDir = await configFolder(to, context.place);
  await context.disk.makeFolder(configDir);
  const place = await backupPlace(context, to, configDir);
  return Promise.all(
    todo.map(async ({ item, path, target, found }) => {
      const backup = found === null ? null : place(path);
      const now = { item, path, target, backup, made: false, at: context.clock.now() };
      return { now, entry: { ...now, backup: backup ?? (await waitingBackup(before, path)) } };
    }),
  );
}

/** What an earlier link moved away, where the person has removed that link: it still belongs in this place. */
async function waitingBackup({ links }: Manifest, path: string): Promise<string | null> {
  const earlier = links.find((link) => link.path === path);
  if (earlier === undefined || earlier.backup === null || (await standing(earlier)) !== 'gone') return null;
  return (await isThere(earlier.backup)) ? earlier.backup : null;
}

/** Takes back what was done; returns the error to throw. */
async function undo(
  { disk, stateDir }: LinkContext,
  before: Manifest,
  steps: readonly Step[],
  error: CcxError,
): Promise<CcxError> {
  try {
    const left: LinkEntry[] = [];
    for (const { now } of steps.toReversed()) if (!(await takeBack(disk, now))) left.push({ ...now, made: true });
    const others = before.links.filter(({ item }) => !left.some((link) => link.item === item));
    await writeManifest(disk, manifestFolder(stateDir), { ...before, links: [...others, ...left] });
    if (left.length === 0) return error;
    const where = left.map(({ path, backup }) => `"${path}" is in "${backup}"`).join(', ');
    return new CcxError(error.code, `${error.message} What was in the place of ${where}.`, { cause: error });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new CcxError(error.code, `${error.message} Not all could be taken back: ${why}`, {
      cause: error,
      hint: 'When the disk can be written again, the same command or unlinking finishes it.',
    });
  }
}
