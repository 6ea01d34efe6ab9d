import { homedir } from 'node:os';
import { CcxError, type Profile } from '@ccx/contracts';
import type { Discovery } from '@ccx/profiles';
import { composeDiscovery } from '../../compose/discover.ts';
import { EXIT } from '../../exit-codes.ts';
import { findRows, skipRows } from '../../profile-view/find-rows.ts';
import { printableLine } from '../../render/printable.ts';
import { shortPath } from '../../render/short-path.ts';
import type { Terminal } from '../../render/terminal.ts';
import { createAsker } from './ask-yes.ts';
import { openAccounts, type Accounts } from './known.ts';
import { sayShared } from './shared.ts';

export interface DiscoverFlags {
  readonly accept?: readonly string[];
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `ccx profile discover`: proposes what is there, and registers what is accepted. */
export async function discoverProfilesCommand(flags: DiscoverFlags, terminal: Terminal): Promise<number> {
  const { accept = null, all = false, json = false } = flags;
  if (accept !== null && all) {
    throw new CcxError('invalid_argument', 'Either all are accepted or some of them.', {
      hint: 'ccx profile discover --all',
    });
  }
  const accounts = await openAccounts();
  const { book } = accounts;
  const { found, skipped } = await composeDiscovery(book, process.env, homedir());
  const { stdout, stderr } = terminal;
  if (!json) {
    for (const find of found) stdout.write(`${findRows(find, terminal).join('\n')}\n`);
    for (const line of skipRows(skipped, terminal)) stderr.write(`${stderr.colors.dim(line)}\n`);
    if (found.length === 0) stderr.write(' No account is here that has no name yet.\n');
  }
  const asks = accept === null && !all && !json && process.stdin.isTTY && stderr.isTty;
  const accepted = all ? found : asks ? await askForEach(found, terminal) : acceptedOf(found, accept ?? []);
  // Nothing is written before every question is answered.
  if (accepted === null) return EXIT.interrupted;
  const registered = await register(accepted, accounts, terminal);
  if (json) stdout.write(`${JSON.stringify({ schemaVersion: 1, found, skipped, registered })}\n`);
  else if (found.length > 0 && accepted.length === 0 && !asks) {
    stderr.write(`   ccx profile discover --accept ${found[0]?.name ?? ''}     registers it; --all registers all\n`);
  }
  return EXIT.done;
}

/** `null`: the person left. */
async function askForEach(found: readonly Discovery[], { home }: Terminal): Promise<readonly Discovery[] | null> {
  if (found.length === 0) return [];
  const asker = createAsker();
  const accepted: Discovery[] = [];
  try {
    for (const find of found) {
      const yes = await asker.ask(`Register ${printableLine(shortPath(find.configDir, home))} as ${find.name}?`);
      if (yes === null) return null;
      if (yes) accepted.push(find);
    }
    return accepted;
  } finally {
    asker.stop();
  }
}

function acceptedOf(found: readonly Discovery[], names: readonly string[]): readonly Discovery[] {
  const unknown = names.find((name) => !found.some((find) => find.name === name));
  if (unknown !== undefined) {
    throw new CcxError('profile_not_found', `"${unknown}" is not among what was found.`, {
      hint: found.length === 0 ? 'ccx profile discover' : `It is one of ${found.map(({ name }) => name).join(', ')}.`,
    });
  }
  return found.filter(({ name }) => names.includes(name));
}

async function register(
  accepted: readonly Discovery[],
  accounts: Accounts,
  terminal: Terminal,
): Promise<readonly Profile[]> {
  const registered: Profile[] = [];
  for (const { name, agent, configDir } of accepted) {
    registered.push(await accounts.book.add({ name, agent, configDir }));
  }
  const answers = await Promise.all(registered.map((profile) => accounts.who.ask(profile)));
  for (const [at, profile] of registered.entries()) {
    const { stderr, symbols } = terminal;
    stderr.write(` ${symbols.done} ${profile.name} added: ${printableLine(answers[at]?.detail ?? '')}\n`);
    await sayShared(profile, accounts, terminal);
  }
  return registered;
}
