import { resolve } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { expandHome } from '../config-dir.ts';
import { resolvedPath } from '../place.ts';
import type { Binding } from '../profile-book.ts';
import { type BookContext, type BookState, existing } from './book-context.ts';
import type { Plan } from './registry-file.ts';
import type { TomlEdit } from './toml-edit.ts';
import { portablePath } from './values.ts';

/** The folder that a person or the registry means: `~` and relative paths written out, links resolved. */
export async function boundFolder(written: string, { cwd, home }: Pick<BookContext, 'cwd' | 'home'>): Promise<string> {
  return resolvedPath(resolve(cwd(), expandHome(written, home)));
}

export async function planBind(
  folder: string,
  names: readonly string[],
  state: BookState,
  context: BookContext,
): Promise<Plan<Binding>> {
  const profiles = [...new Set(names.map((name) => existing(name, state.accounts).name))];
  if (profiles.length === 0) {
    throw new CcxError('invalid_argument', `No profile is named to which "${folder}" is to be bound.`);
  }
  const { path, at } = await find(folder, state, context);
  const [first, ...rest] = at;
  const edit: TomlEdit =
    first === undefined
      ? { kind: 'append', tables: 'binding', values: { folder: await portablePath(path, context.home), profiles } }
      : { kind: 'change', tables: 'binding', index: first, values: { profiles } };
  return { edits: [edit, ...removals(rest)], value: { folder: path, profiles } };
}

export async function planUnbind(
  folder: string,
  state: BookState,
  context: BookContext,
): Promise<Plan<Binding | null>> {
  const { path, at } = await find(folder, state, context);
  const profiles = state.bindings[at[0] ?? -1]?.profiles;
  return { edits: removals(at), value: profiles === undefined ? null : { folder: path, profiles } };
}

/** The edits by which the bindings follow a profile to its new name, or lose it: one that has no other goes. */
export function followName(bindings: readonly Binding[], from: string, to: string | null): readonly TomlEdit[] {
  const empty: number[] = [];
  const changes = bindings.flatMap(({ profiles }, index): TomlEdit[] => {
    if (!profiles.includes(from)) return [];
    const left = [...new Set(profiles.flatMap((name) => (name === from ? (to ?? []) : name)))];
    if (left.length > 0) return [{ kind: 'change', tables: 'binding', index, values: { profiles: left } }];
    empty.push(index);
    return [];
  });
  return [...changes, ...removals(empty)];
}

/** From the last to the first, so that none moves before its turn. */
function removals(indices: readonly number[]): readonly TomlEdit[] {
  return indices.toReversed().map((index): TomlEdit => ({ kind: 'remove', tables: 'binding', index }));
}

async function find(
  folder: string,
  state: BookState,
  context: BookContext,
): Promise<{ readonly path: string; readonly at: readonly number[] }> {
  const [path, ...bound] = await Promise.all(
    [folder, ...state.bindings.map((one) => one.folder)].map((one) => boundFolder(one, context)),
  );
  return { path: path ?? folder, at: bound.flatMap((one, index) => (one === path ? [index] : [])) };
}
