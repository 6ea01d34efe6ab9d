import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AGENTS, CcxError, type Account } from '@ccx/contracts';
import { foldersOf, type LinkContext } from '../context.ts';
import { codeOf, isThere } from '../disk.ts';
import { allManifests, manifestFolder } from '../manifest.ts';
import { beginsWith } from './begins-with.ts';
import { inUse } from './in-use.ts';
import { walk, type Found } from './walk.ts';

/** What sharing a history would do, before anything is done. */
export interface HistoryPlan {
  readonly to: Account;
  readonly from: Account;
  /** Absolute; the folder of `to`'s sessions, which becomes a link. */
  readonly path: string;
  /** Absolute, links resolved; the folder of `from`'s sessions, which both then use. */
  readonly target: string;
  /** `already`: both are one folder. */
  readonly state: 'share' | 'already';
  /** Files of `to` that are copied, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Files of `to` that `from` has already, the same or with more after it. */
  readonly present: number;
  /** Why it is refused: what differs or cannot be copied, in words; at most 20 of them. */
  readonly conflicts: readonly string[];
  /** All of them. */
  readonly conflictCount: number;
  /** Why it is refused for now: sessions and runs that live, in words. */
  readonly inUse: readonly string[];
}

const CONFLICTS_SHOWN = 20;

export async function planHistory(context: LinkContext, to: Account, from: Account): Promise<HistoryPlan> {
  const { title, resumes, transcripts } = AGENTS[to.agent];
  const folders = await foldersOf(context, to, from);
  if (!resumes) {
    throw new CcxError('agent_unsupported_option', `ccx does not go on with sessions of ${title}: nothing to share.`);
  }
  const path = join(folders.to, transcripts);
  const target = await targetOf(join(folders.from, transcripts), folders.from, transcripts);
  const plan = { to, from, path, target, inUse: await inUse(context, [to, from]) };
  const none = { files: 0, bytes: 0, present: 0, conflicts: [], conflictCount: 0 };
  if (!(await isThere(path))) return { ...plan, ...none, state: 'share' };
  if ((await realpath(path).catch(() => null)) === target) {
    refuseCircle(path, target);
    return { ...plan, ...none, state: 'already' };
  }
  await refuseForeign(path);
  refuseCircle(path, target);
  await refuseDependents(context, path);
  return { ...plan, ...(await compare(path, target)), state: 'share' };
}

/** Where the sessions of `from` really lie, or would. */
async function targetOf(path: string, folder: string, name: string): Promise<string> {
  try {
    const target = await realpath(path);
    if ((await lstat(target)).isDirectory()) return target;
  } catch (error) {
    if (!['ENOENT', 'ELOOP'].includes(codeOf(error))) throw error;
    if (!(await isThere(path))) return join(folder, name);
  }
  throw new CcxError('link_conflict', `"${path}" is no folder, and no link to one.`);
}

function refuseCircle(path: string, target: string): void {
  if (!`${target}${sep}`.startsWith(`${path}${sep}`)) return;
  throw new CcxError('link_conflict', `Those sessions lie in "${target}" already: the link would lead to itself.`, {
    hint: 'Share the other way round, or end that sharing first.',
  });
}

async function refuseForeign(path: string): Promise<void> {
  if ((await lstat(path)).isDirectory()) return;
  throw new CcxError(
    'link_conflict',
    `"${path}" is no folder: ccx moves only folders that it finds as the CLI made them.`,
    {
      hint: 'If it is a shared history, end that sharing first.',
    },
  );
}

/** Sessions of a third account that go on in this folder would not be moved with it. */
async function refuseDependents({ stateDir }: LinkContext, path: string): Promise<void> {
  const others = (await allManifests(manifestFolder(stateDir))).filter(({ history }) => history?.target === path);
  if (others.length === 0) return;
  const who = others.map(({ account }) => account.id).join(', ');
  throw new CcxError('link_conflict', `The sessions in "${path}" are shared by ${who}.`, {
    hint: 'End that sharing first.',
  });
}

async function compare(
  path: string,
  target: string,
): Promise<Pick<HistoryPlan, 'files' | 'bytes' | 'present' | 'conflicts' | 'conflictCount'>> {
  const count = { files: 0, bytes: 0, present: 0, conflictCount: 0 };
  const conflicts: string[] = [];
  for await (const found of walk(path)) {
    if (found.kind === 'left') continue;
    const there = await meets(found, join(path, found.path), join(target, found.path));
    if (there === 'free' && found.kind === 'file') {
      count.files += 1;
      count.bytes += Number(found.stats.size);
    }
    if (there === 'present') count.present += 1;
    if (!there.startsWith('"')) continue;
    count.conflictCount += 1;
    if (conflicts.length < CONFLICTS_SHOWN) conflicts.push(there);
  }
  return { ...count, conflicts };
}

/** What a file or folder meets in the other history: nothing, what may stay, or a conflict in words. */
async function meets(
  { kind }: Found,
  path: string,
  other: string,
): Promise<'free' | 'present' | 'folder' | `"${string}`> {
  if (kind === 'other') return `"${path}" is neither file nor folder`;
  if (!(await isThere(other))) return 'free';
  const there = await lstat(other);
  if (kind === 'folder') return there.isDirectory() ? 'folder' : `"${other}" is no folder`;
  if (!there.isFile()) return `"${other}" is no file`;
  return (await beginsWith(other, path)) ? 'present' : `"${path}" and "${other}" differ`;
}
