import { CcxError } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { profileCard } from '../../profile-view/profile-card.ts';
import type { ProfileEntry } from '../../profile-view/profile-entry.ts';
import type { Terminal } from '../../render/terminal.ts';
import { knownProfiles, openAccounts, type Accounts } from './known.ts';
import { SETTINGS } from './settings.ts';

/** `ccx profile show`: one account with all that is set for it. */
export async function showProfileCommand(
  name: string,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const accounts = await openAccounts();
  const entry = await entryNamed(name, accounts);
  const bindings = await accounts.book.bindings();
  const boundFolders = bindings.filter(({ profiles }) => profiles.includes(entry.name)).map(({ folder }) => folder);
  const settings = SETTINGS.map(({ key, words }) => [key, words(entry)] as const);
  const text = json
    ? JSON.stringify({ schemaVersion: 1, profile: { ...entry, boundFolders } })
    : profileCard(entry, { settings, boundFolders }, terminal, new Date().toISOString()).join('\n');
  terminal.stdout.write(`${text}\n`);
  return EXIT.done;
}

/** Also an agent's name where its default place was registered under another. */
async function entryNamed(name: string, accounts: Accounts): Promise<ProfileEntry> {
  const { id } = await accounts.book.get(name);
  const entry = (await knownProfiles(accounts)).find((known) => known.id === id);
  if (entry !== undefined) return entry;
  throw new CcxError('profile_not_found', `The agent of "${name}" is not installed, and its default place is empty.`, {
    hint: 'ccx agents',
  });
}
