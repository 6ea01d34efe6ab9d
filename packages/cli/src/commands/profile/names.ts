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
  const { profile, leaves } = await book.remove(name);
  const { stderr, symbols, home } = terminal;
  stderr.write(` ${symbols.done} ${profile.name} is no profile any more; what stays:\n`);
  for (const left of leaves) stderr.write(`   ${shortPath(printableLine(left), home)}\n`);
  return EXIT.done;
}
