import { join } from 'node:path';
import { ccxPaths, type Clock, type Env, type Profile } from '@ccx/contracts';
import type { Binding, ProfileBook } from '../profile-book.ts';
import { systemClock } from '../system-clock.ts';
import { accountNamed, type Known, knownAccounts } from './accounts.ts';
import { type BookContext, type BookState, existing } from './book-context.ts';
import { limitsAt } from './limits.ts';
import { boundFolder, planBind, planUnbind } from './plan-bindings.ts';
import { planAdd, planRename, planSet } from './plan-profiles.ts';
import { planRemoval } from './plan-removal.ts';
import { exportText, planImport } from './portable-text.ts';
import { readRegistry } from './read-registry.ts';
import { editRegistry, type Plan, readRegistryText } from './registry-file.ts';
import { openUsedFiles } from './used-files.ts';

/** Where a person's accounts are looked for. */
export interface ProfilesOptions {
  readonly env: Env;
  /** Absolute path of the home directory. */
  readonly home: string;
  readonly clock?: Pick<Clock, 'now'>;
  /** From where relative paths go. @default process.cwd() */
  readonly cwd?: string;
}

/** One question asks several times, e.g. for names and then for bindings; links do not change meanwhile. */
const SAME_QUESTION_MS = 100;

/**
 * The person's accounts, read anew with each call: another process may have changed them.
 *
 * @throws {CcxError} as {@link ccxPaths}; the calls `invalid_config` where `profiles.toml` cannot be understood,
 * `io_failed` where it cannot be read or written, `lock_timeout` where another process keeps it
 * @example
 * const book = openProfiles({ env: process.env, home: homedir() });
 * await book.add({ name: 'work', agent: 'claude', configDir: '~/.claude-work' });
 */
export function openProfiles({ env, home, clock = systemClock, cwd }: ProfilesOptions): ProfileBook {
  const { config, state } = ccxPaths(env, home);
  const path = join(config, 'profiles.toml');
  const context: BookContext = { env, home, path, cwd: () => cwd ?? process.cwd(), now: () => clock.now() };
  const used = openUsedFiles(join(state, 'profiles', 'used'));

  const stateOf = async (text: string): Promise<BookState> => {
    const registry = await readRegistry(text, path);
    return { ...registry, accounts: await knownAccounts(registry.entries, home, path) };
  };
  let last: { readonly text: string; readonly untilMs: number; readonly state: Promise<BookState> } | null = null;
  const load = async (): Promise<BookState> => {
    const text = await readRegistryText(path);
    if (last?.text !== text || performance.now() > last.untilMs) {
      last = { text, untilMs: performance.now() + SAME_QUESTION_MS, state: stateOf(text) };
    }
    return last.state;
  };
  const profileOf = async ({
    id,
    agent,
    configDir,
    name,
    label,
    color,
    createdAt,
    limits,
  }: Known): Promise<Profile> => ({
    agent,
    configDir,
    id,
    name,
    label,
    color,
    createdAt,
    lastUsedAt: await used.last(id),
    limits: limitsAt(limits, clock.now()),
  });
  /** Decides on what the file says while nobody else can change it. */
  const change = async <T>(plan: (state: BookState) => Plan<T> | Promise<Plan<T>>): Promise<T> =>
    editRegistry(path, async (text) => plan(await stateOf(text)));
  const named = async (name: string): Promise<Profile> => profileOf(existing(name, (await load()).accounts));

  return {
    path,
    list: async () => Promise.all((await load()).accounts.map(profileOf)),
    find: async (name) => {
      const known = accountNamed(name, (await load()).accounts);
      return known && profileOf(known);
    },
    get: named,
    byAccount: async (accountId) => {
      const known = (await load()).accounts.find(({ id }) => id === accountId);
      return known === undefined ? null : profileOf(known);
    },
    unknownKeys: async () => (await load()).unknownKeys,
    choice: async () => (await load()).choice,
    bindings: async () => {
      const { bindings } = await load();
      const folders = await Promise.all(bindings.map(({ folder }) => boundFolder(folder, context)));
      return bindings.map(({ folder, profiles }, at): Binding => ({ folder: folders[at] ?? folder, profiles }));
    },
    add: async (draft) => named(await change((now) => planAdd(draft, now, context))),
    set: async (name, wanted) => named(await change((now) => planSet(name, wanted, now, context))),
    rename: async (from, to) => named(await change((now) => planRename(from, to, now, context))),
    remove: async (name) => {
      const { known, leaves } = await change((now) => planRemoval(name, now));
      return { profile: await profileOf(known), leaves };
    },
    export: async (names) => {
      const { accounts } = await load();
      const wanted = names?.map((name) => existing(name, accounts)) ?? accounts.filter(({ index }) => index !== null);
      return exportText(wanted, home);
    },
    import: async (text) => {
      const { added, skipped } = await change((now) => planImport(text, now, context));
      return { added: await Promise.all(added.map(named)), skipped };
    },
    bind: (folder, names) => change((now) => planBind(folder, names, now, context)),
    unbind: (folder) => change((now) => planUnbind(folder, now, context)),
    used: (accountId, at = clock.now()) => used.note(accountId, at),
  };
}
