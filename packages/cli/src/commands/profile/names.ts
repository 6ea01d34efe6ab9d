import { homedir } from 'node:os';
import { composeLinks } from '../../compose/links.ts';
import { EXIT } from '../../exit-codes.ts';
import { printableLine } from '../../render/printable.ts';
import { shortPath } from '../../render/short-path.ts';
import type { Terminal } from '../../render/terminal.ts';
import { openAccounts } from './known.ts';

/** `ccx profile rename`: another name for the same account. */
export async function renameProfileCommand(from: string, to: string, terminal: Terminal): Promise<number> {
  const { book } = await openAccounts();
  await book.rename(from, to);
  const { stderr, symbols } = terminal;
  stderr.write(` ${symbols.done} ${from} is ${to} now; folders that are bound to it follow\n`);
  stderr.write(`   .ccx-profile files and shells that name ${from} do not\n`);
  return EXIT.done;
}

/** `ccx profile rm`: takes the name away, and says what stays. */
export async function removeProfileCommand(name: string, terminal: Terminal): Promise<number> {
  const { book } = await openAccounts();
  const account = await book.get(name);
  const links = await composeLinks(process.env, homedir());
  const [status, users] = await Promise.all([links.status(account), links.dependents(account)]);
  const { profile, leaves } = await book.remove(name);
  const { stderr, symbols, home } = terminal;
  const say = (text: string): void => void stderr.write(`   ${shortPath(printableLine(text), home)}\n`);
  stderr.write(` ${symbols.done} ${profile.name} is no profile any more; what stays:\n`);
  leaves.forEach(say);
  const linked = [...status.links.map(({ item }) => item), ...(status.history === null ? [] : ['history'])];
  if (linked.length > 0) {
    say(`Its links to another account: ${linked.join(', ')}. They can be taken away while it has a name:`);
    say(
      `ccx profile add ${profile.name} --config-dir ${profile.configDir ?? ''}, then ccx profile unlink ${profile.name}`,
    );
  }
  const used = [...new Set(users.flatMap(({ uses }) => uses))];
  if (used.length > 0) say(`What other accounts have of it: ${used.join(', ')}.`);
  return EXIT.done;
}
