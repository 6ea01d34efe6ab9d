import { mkdir } from 'node:fs/promises';
import { accountId, AGENTS, CcxError } from '@ccx/contracts';
import { canonicalConfigDir } from '../config-dir.ts';
import { folderKey } from '../place.ts';
import type { ProfileChange, ProfileDraft } from '../profile-book.ts';
import { nameProblem } from '../profile-name.ts';
import { accountNamed, type Known, sameAccount } from './accounts.ts';
import { type BookContext, type BookState, existing } from './book-context.ts';
import { followName } from './plan-bindings.ts';
import { readEntry } from './read-registry.ts';
import type { Plan } from './registry-file.ts';
import type { TomlEdit, Values } from './toml-edit.ts';
import { changedValues, checkValues, givenValues, portablePath } from './values.ts';

/** A new account and the edit that registers it. Makes its folder where it is missing. */
export async function admit(
  { name, agent, configDir: written }: Pick<ProfileDraft, 'name' | 'agent' | 'configDir'>,
  more: Values,
  accounts: readonly Known[],
  context: BookContext,
): Promise<{ readonly known: Known; readonly edit: TomlEdit }> {
  const configDir =
    written === null ? null : await canonicalConfigDir(agent, written, { ...context, cwd: context.cwd() });
  checkName(name, { agent, configDir }, accounts);
  const folder = configDir === null ? null : await folderKey(configDir);
  const registered = accounts.filter(({ index }) => index !== null);
  const other = sameAccount({ agent, configDir, folder }, registered);
  if (other !== undefined) {
    const place = configDir === null ? `The default place of ${AGENTS[agent].title}` : `"${configDir}"`;
    throw new CcxError('config_dir_conflict', `${place} is the profile "${other.name}" already.`, {
      hint: `ccx profile show ${other.name}`,
    });
  }

  const values: Values = {
    name,
    agent,
    ...(configDir === null ? {} : { config_dir: await portablePath(configDir, context.home) }),
    ...more,
    created_at: context.now(),
  };
  checkValues(values);
  const made = configDir === null ? null : await makeFolder(configDir).then(() => folderKey(configDir));
  const keys = givenValues(values);
  const { entry } = readEntry(keys, (key) => new CcxError('internal', `${key} was checked and is wrong.`));
  return {
    known: { ...entry, configDir, folder: made, id: accountId(agent, configDir), index: registered.length },
    edit: { kind: 'append', tables: 'profile', values: keys },
  };
}

export async function planAdd(draft: ProfileDraft, state: BookState, context: BookContext): Promise<Plan<string>> {
  const { edit } = await admit(draft, changedValues(draft), state.accounts, context);
  return { edits: [edit], value: draft.name };
}

/** Registers a default place that is not registered yet. */
export function planSet(name: string, change: ProfileChange, state: BookState, context: BookContext): Plan<string> {
  const known = existing(name, state.accounts);
  const values = changedValues(change);
  return { edits: [keep(known, values, context)], value: known.name };
}

export function planRename(from: string, to: string, state: BookState, context: BookContext): Plan<string> {
  const known = existing(from, state.accounts);
  if (to === known.name) return { edits: [], value: to };
  checkName(to, known, state.accounts);
  return { edits: [keep(known, { name: to }, context), ...followName(state.bindings, known.name, to)], value: to };
}

/** The edit that writes values into an account's table, which a default place may not have yet. */
function keep(known: Known, values: Values, context: BookContext): TomlEdit {
  if (known.index !== null) {
    checkValues({ ...known.keys, ...values });
    return { kind: 'change', tables: 'profile', index: known.index, values };
  }
  const all: Values = { name: known.name, agent: known.agent, ...values, created_at: context.now() };
  checkValues(all);
  return { kind: 'append', tables: 'profile', values: givenValues(all) };
}

function checkName(name: string, place: Pick<Known, 'agent' | 'configDir'>, accounts: readonly Known[]): void {
  const wrong = nameProblem(name, place);
  if (wrong !== null) throw new CcxError('invalid_argument', `${JSON.stringify(name)} ${wrong}.`);
  const taken = accountNamed(name, accounts);
  if (taken === null || taken.index === null || taken.name !== name) return;
  throw new CcxError('profile_already_exists', `There is a profile "${name}" already.`, {
    hint: `ccx profile show ${name}`,
  });
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CcxError('invalid_config_dir', `"${path}" cannot be made: ${why}`, { cause: error });
  });
}
