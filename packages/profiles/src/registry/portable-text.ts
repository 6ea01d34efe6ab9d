import { CcxError } from '@ccx/contracts';
import { type Fields, fieldsOf } from '../fields.ts';
import type { ImportReport } from '../profile-book.ts';
import type { Known } from './accounts.ts';
import type { BookContext, BookState } from './book-context.ts';
import { LIMIT_KEYS } from './limits.ts';
import { admit } from './plan-profiles.ts';
import { parseToml, readEntry } from './read-registry.ts';
import type { Plan } from './registry-file.ts';
import { tablesOf } from './table.ts';
import type { TomlEdit, Values } from './toml-edit.ts';
import { portablePath } from './values.ts';

/** What is true of the accounts on every machine: no dates, no holds, no keys that ccx does not know. */
const PORTABLE: readonly string[] = ['label', 'color', ...LIMIT_KEYS];

/** Profiles as TOML that can be imported elsewhere. */
export async function exportText(accounts: readonly Known[], home: string): Promise<string> {
  if (accounts.length === 0) return '';
  const profile = await Promise.all(
    accounts.map(async ({ name, agent, configDir, keys }) => ({
      name,
      agent,
      ...(configDir === null ? {} : { config_dir: await portablePath(configDir, home) }),
      ...portable(keys),
    })),
  );
  const { stringify } = await import('smol-toml');
  return stringify({ profile });
}

/** Adds those profiles of a text whose names and folders are free; says of the others why not. */
export async function planImport(
  text: string,
  state: BookState,
  context: BookContext,
): Promise<Plan<{ readonly added: readonly string[]; readonly skipped: ImportReport['skipped'] }>> {
  const document = await parseToml(text, 'What is to be imported', 'Export it anew with ccx profile export.');
  const tables = tablesOf(document['profile']);
  if (tables === null) throw new CcxError('invalid_config', 'What is to be imported has no [[profile]] tables.');
  const accounts = [...state.accounts];
  const edits: TomlEdit[] = [];
  const added: string[] = [];
  const skipped: { readonly name: string; readonly reason: string }[] = [];
  for (const [index, table] of tables.entries()) {
    try {
      const { entry } = readEntry(meaningful(table), (key, found, expected) => {
        return new CcxError('invalid_config', `${key} is ${found}, expected ${expected}.`);
      });
      const { known, edit } = await admit(entry, portable(entry.keys), accounts, context);
      accounts.push(known);
      edits.push(edit);
      added.push(known.name);
    } catch (error) {
      if (!CcxError.is(error)) throw error;
      const name = table['name'];
      skipped.push({ name: typeof name === 'string' ? name : `profile ${index + 1}`, reason: error.message });
    }
  }
  return { edits, value: { added, skipped } };
}

/**
 * The keys of a table, also of the ccx before this one (2026-05): it knew only Claude Code, kept limits in a table of
 * their own, and wrote 0 and an empty text for what was not set.
 */
function meaningful({ limits, ...keys }: Fields): Fields {
  const set = Object.entries({ ...keys, ...fieldsOf(limits) }).filter(([, value]) => value !== 0 && value !== '');
  return { agent: 'claude', ...Object.fromEntries(set) };
}

function portable(keys: Fields): Values {
  return Object.fromEntries(
    PORTABLE.flatMap((key) => {
      const value = keys[key];
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return plain ? [[key, value]] : [];
    }),
  );
}
