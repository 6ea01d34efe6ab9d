import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Env } from '@ccx/contracts';
import type { Backlog } from '@ccx/queue';
import type { WorkEntry } from '@ccx/queue/batch';
import { composeProfiles } from '../../compose/profiles.ts';
import { refusedOption } from './refused-option.ts';

/** Where an entry is to be done, and on whom. */
export interface EntryPlace {
  /** Absolute path, links resolved. */
  readonly cwd: string;
  readonly repository: string | null;
  readonly lane: string;
}

export interface Surroundings {
  /** Where the person stands. */
  readonly cwd: string;
  readonly home: string;
  readonly env: Env;
}

/** Finds places for entries; a text says why there is none. */
export async function entryPlaces({
  cwd,
  home,
  env,
}: Surroundings): Promise<(entry: WorkEntry) => Promise<EntryPlace | string>> {
  const book = await composeProfiles(env, home);
  const lanes = new Map((await book.list()).map(({ name, agent }) => [name, `${agent}/${name}`]));
  return async (entry) => {
    const path = resolve(cwd, (entry.cwd ?? '.').replace(/^~(?=\/|$)/, home));
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory() !== true) return `cwd is "${path}", which is not a folder`;
    const lane = laneOf(entry, lanes);
    if (lane === null) return `profile is "${entry.profile ?? ''}", and no account is called so; ${known(lanes)}`;
    if (entry.agent !== undefined && lane !== entry.agent && !lane.startsWith(`${entry.agent}/`))
      return `profile is "${entry.profile ?? ''}", which is none of ${entry.agent}`;
    const real = await realpath(path);
    const repository = topFolder(real);
    if (repository === null && entry.worktree !== undefined && entry.worktree !== false)
      return `worktree is made of a git repository, and "${real}" lies in none`;
    return (await refusedOption(entry, lane)) ?? { cwd: real, repository, lane };
  };
}

/** `auto`, an agent, or an account with its agent; `null` for an account that nobody knows. */
function laneOf({ profile, agent }: WorkEntry, lanes: ReadonlyMap<string, string>): string | null {
  if (profile === undefined || profile === 'auto') return agent ?? 'auto';
  return lanes.get(profile) ?? [...lanes.values()].find((lane) => lane === profile) ?? null;
}

function known(lanes: ReadonlyMap<string, string>): string {
  return lanes.size === 0 ? 'there are none yet: ccx profile add' : `${[...lanes.keys()].join(', ')} are`;
}

/** The folder of the repository, or of the worktree, in which a folder lies. */
function topFolder(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return null;
  }
}

/** The ids of items that somebody names; a text says which one is not there. */
export async function idsOf(queue: Backlog, words: readonly string[]): Promise<readonly string[] | string> {
  const ids: string[] = [];
  for (const word of words) {
    const item = await queue.get(word);
    if (item === null) return `after is "${word}", which is not in the queue`;
    ids.push(item.id);
  }
  return ids;
}
