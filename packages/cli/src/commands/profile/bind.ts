import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { CcxError } from '@ccx/contracts';
import type { ProfileBook } from '@ccx/profiles';
import { EXIT } from '../../exit-codes.ts';
import { cutMiddle } from '../../render/cut.ts';
import { shortPath } from '../../render/short-path.ts';
import { table } from '../../render/table.ts';
import type { Terminal } from '../../render/terminal.ts';
import { openAccounts } from './known.ts';

/** `ccx profile bind [FOLDER] NAME…`: work below a folder is done on these accounts. */
export async function bindCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { book } = await openAccounts();
  const { folder, names } = await readWords(words, book);
  if (names.length === 0) {
    throw new CcxError('invalid_argument', 'No account was named.', { hint: 'ccx profile bind [FOLDER] NAME' });
  }
  if (!(await isFolder(folder))) {
    throw new CcxError('invalid_argument', `${folder} is no folder.`, { hint: `mkdir -p ${folder}` });
  }
  const bound = await book.bind(folder, names);
  const { stderr, symbols, home } = terminal;
  const where = shortPath(bound.folder, home);
  const others = bound.profiles.length > 1 ? ', the first one preferred' : '';
  stderr.write(` ${symbols.done} ${where} is bound to ${bound.profiles.join(', ')}${others}\n`);
  return EXIT.done;
}

/** `ccx profile unbind [FOLDER]` */
export async function unbindCommand(word: string | undefined, terminal: Terminal): Promise<number> {
  const { book } = await openAccounts();
  const folder = pathOf(word ?? '.');
  const bound = await book.unbind(folder);
  if (bound === null) {
    throw new CcxError('not_found', `${folder} is not bound.`, { hint: 'ccx profile bindings' });
  }
  const where = shortPath(bound.folder, terminal.home);
  terminal.stderr.write(` ${terminal.symbols.done} ${where} is not bound to ${bound.profiles.join(', ')} any more\n`);
  return EXIT.done;
}

/** `ccx profile bindings` */
export async function bindingsCommand(
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr, symbols, home } = terminal;
  const { book } = await openAccounts();
  const bindings = await book.bindings();
  if (json) stdout.write(`${JSON.stringify({ schemaVersion: 1, bindings })}\n`);
  else if (bindings.length === 0) stderr.write(' No folder is bound. ccx profile bind FOLDER NAME binds one.\n');
  else {
    const names = bindings.map(({ profiles }) => profiles.join(', '));
    const room = stdout.isTty ? stdout.columns() - Math.max(...names.map(({ length }) => length)) - 3 : Infinity;
    const rows = bindings.map(({ folder }, at) => {
      const path = shortPath(folder, home);
      return [path.length > room ? cutMiddle(path, Math.max(12, room), symbols.ellipsis) : path, names[at] ?? ''];
    });
    const columns = [{ heading: 'folder' }, { heading: 'accounts' }];
    stdout.write(`${table(columns, rows).join('\n')}\n`);
  }
  return EXIT.done;
}

/**
 * The first word is a folder where it is written as a path, or is none of the accounts and a folder is there: more words
 * must follow it.
 */
async function readWords(
  words: readonly string[],
  book: ProfileBook,
): Promise<{ readonly folder: string; readonly names: readonly string[] }> {
  const [first = '', ...rest] = words;
  const isPath = first.includes(sep) || ['.', '..', '~'].includes(first);
  const isNamed = isPath || (rest.length > 0 && (await book.find(first)) === null && (await isFolder(pathOf(first))));
  return isNamed ? { folder: pathOf(first), names: rest } : { folder: process.cwd(), names: words };
}

/** `~` stands where a shell left it, as in `--folder=~/shop`. */
function pathOf(word: string): string {
  return resolve(word === '~' || word.startsWith(`~${sep}`) ? join(homedir(), word.slice(1)) : word);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
