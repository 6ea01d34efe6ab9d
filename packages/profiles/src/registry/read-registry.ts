import { AGENT_KINDS, CcxError, type AgentKind, type Instant, type ProfileLimits } from '@ccx/contracts';
import { type Fields, fieldsOf } from '../fields.ts';
import type { Binding, ChoiceSettings } from '../profile-book.ts';
import { isProfileName } from '../profile-name.ts';
import { readLimits } from './limits.ts';
import { COLOR, INSTANT_RULE, LINE, listOf, oneOf, PATH, type Rule } from './rule.ts';
import { type Complain, openTable, shown, tablesOf } from './table.ts';

/** A `[[profile]]` table as it is written: its path neither expanded nor resolved. */
export interface Entry {
  readonly name: string;
  readonly agent: AgentKind;
  /** `null`: the vendor's default place. */
  readonly configDir: string | null;
  readonly label: string | null;
  readonly color: string | null;
  readonly createdAt: Instant | null;
  readonly limits: ProfileLimits;
  /** All keys of the table, as they stand. */
  readonly keys: Fields;
}

/** What `profiles.toml` says. */
export interface Registry {
  readonly entries: readonly Entry[];
  /** Folders as they are written. */
  readonly bindings: readonly Binding[];
  readonly choice: ChoiceSettings;
  readonly unknownKeys: readonly string[];
}

const MEND = 'Correct it there; the version before the last change of ccx lies beside it, ending in .bak.';

const NAME: Rule<string> = {
  expected: 'a-z, 0-9 and -, not - first, at most 63 characters',
  read: (value) => (isProfileName(value) ? value : null),
};
const NAMES = listOf(NAME, 'a list of names of profiles, not empty');
const [FIRST_AGENT = 'claude', ...OTHER_AGENTS] = AGENT_KINDS;
const AGENT: Rule<AgentKind> = oneOf<AgentKind>(FIRST_AGENT, ...OTHER_AGENTS);

/**
 * The registry in a text.
 *
 * @param path of the file, for the errors
 * @throws {CcxError} `invalid_config`, naming the file, the table, the key, the value and what was expected
 */
export async function readRegistry(text: string, path: string): Promise<Registry> {
  const document = text.trim() === '' ? {} : await parseToml(text, `"${path}"`, MEND);
  const unknownKeys = Object.keys(document).filter((key) => !['profile', 'binding', 'choice'].includes(key));
  const complainOf =
    (table: string): Complain =>
    (key, found, expected) =>
      new CcxError('invalid_config', `"${path}", ${table}: ${key} is ${found}, expected ${expected}.`, {
        hint: MEND,
      });
  const tables = (name: 'profile' | 'binding'): readonly Fields[] => {
    const found = tablesOf(document[name]);
    if (found === null) throw complainOf('top level')(name, shown(document[name]), `[[${name}]] tables`);
    return found;
  };

  const entries = tables('profile').map((keys, index) => {
    const { entry, unread } = readEntry(keys, complainOf(`profile ${shown(keys['name'] ?? index + 1)}`));
    unknownKeys.push(...unread.map((key) => `profile.${entry.name}.${key}`));
    return entry;
  });
  const bindings = tables('binding').map((keys, index) => {
    const complain = complainOf(`binding ${shown(keys['folder'] ?? index + 1)}`);
    const table = openTable(keys, complain);
    const folder = table.read('folder', PATH) ?? absent(complain, 'folder', PATH);
    const profiles = table.read('profiles', NAMES) ?? absent(complain, 'profiles', NAMES);
    unknownKeys.push(...table.unread().map((key) => `binding.${folder}.${key}`));
    return { folder, profiles };
  });
  const choices = fieldsOf(document['choice'] ?? {});
  if (choices === null) throw complainOf('top level')('choice', shown(document['choice']), 'a table');
  const choice = openTable(choices, complainOf('choice'));
  const strategy = choice.read('strategy', oneOf('balanced', 'consume-first', 'stick')) ?? 'balanced';
  const withoutEvidence = choice.read('without_evidence', oneOf('assume', 'avoid', 'block')) ?? 'assume';
  unknownKeys.push(...choice.unread().map((key) => `choice.${key}`));
  return { entries, bindings, choice: { strategy, withoutEvidence }, unknownKeys };
}

/** One profile of its keys, and the keys that nobody knows. */
export function readEntry(
  keys: Fields,
  complain: Complain,
): { readonly entry: Entry; readonly unread: readonly string[] } {
  const table = openTable(keys, complain);
  const entry = {
    name: table.read('name', NAME) ?? absent(complain, 'name', NAME),
    agent: table.read('agent', AGENT) ?? absent(complain, 'agent', AGENT),
    configDir: table.read('config_dir', PATH) ?? null,
    label: table.read('label', LINE) ?? null,
    color: table.read('color', COLOR) ?? null,
    createdAt: table.read('created_at', INSTANT_RULE) ?? null,
    limits: readLimits(table),
    keys,
  };
  return { entry, unread: table.unread() };
}

function absent(complain: Complain, key: string, { expected }: Rule<unknown>): never {
  throw complain(key, 'absent', expected);
}

/** @throws {CcxError} `invalid_config` for a text that is not TOML, naming the place in it */
export async function parseToml(text: string, what: string, hint: string): Promise<Fields> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [why] = error.message.split('\n', 1);
    const message = `${what} is not TOML: line ${error.line}, column ${error.column}: ${why}.`;
    throw new CcxError('invalid_config', message, { hint, cause: error });
  }
}
