import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CcxError } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { placeWords } from '../../profile-view/place-words.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { openAccounts } from './known.ts';

/** `ccx profile export`: what another machine needs to know of the accounts; no login is in it. */
export async function exportProfilesCommand(names: readonly string[], terminal: Terminal): Promise<number> {
  const { book } = await openAccounts();
  terminal.stdout.write(names.length === 0 ? await book.export() : await book.export(names));
  return EXIT.done;
}

/** `ccx profile import`: adds those whose names and folders are free. */
export async function importProfilesCommand(file: string, terminal: Terminal): Promise<number> {
  const words = await contentOf(file);
  const { book } = await openAccounts();
  const { added, skipped } = await book.import(words);
  const { stderr, symbols, home } = terminal;
  for (const profile of added) stderr.write(` ${symbols.done} ${profile.name} added: ${placeWords(profile, home)}\n`);
  for (const { name, reason } of skipped) {
    stderr.write(
      ` ${stderr.colors.yellow(symbols.warning)} ${printableLine(name)} skipped: ${printableLine(reason)}\n`,
    );
  }
  const [first] = added;
  if (first !== undefined) stderr.write(`   ccx profile login ${first.name}     logs in; no login was imported\n`);
  else if (skipped.length === 0) stderr.write(' There is no profile in it.\n');
  return added.length === 0 && skipped.length > 0 ? EXIT.failed : EXIT.done;
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CcxError('not_found', `${file} cannot be read.`, {
      hint: 'ccx profile import FILE, or - for stdin',
      cause,
    });
  }
}
