import { constants, lstat, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { naming, namesIn, type PlacedName } from './names.ts';
import { silent, type Rule } from './rule.ts';

const FILE = '.ccx-profile';
const MOST_BYTES = 4096;

/**
 * A `.ccx-profile`, the nearest one upward from the folder to the file system's root. It holds names, separated by line
 * ends, commas or spaces, with comments from `#` to the end of the line; UTF-8, at most 4 KiB. One without a name says
 * nothing, and ends the search: so a folder is taken out of what a folder above it says.
 *
 * A folder of that name, a socket or a pipe is passed over. A symbolic link is refused, for it may lead to a credential
 * file, and so is what cannot be read: who put it there meant an account, and another one must not be taken for it.
 */
export const file: Rule = {
  rule: 'file',
  where: FILE,
  async ask({ folder }, { book }) {
    const path = await nearest(folder);
    if (path === null) return silent(FILE);
    const names = linesOf(await textOf(path), path);
    return naming(path, names, `Correct or delete ${path}.`, book);
  },
};

async function nearest(folder: string): Promise<string | null> {
  const path = join(folder, FILE);
  if (await isFile(path)) return path;
  const above = dirname(folder);
  return above === folder ? null : nearest(above);
}

async function isFile(path: string): Promise<boolean> {
  // A folder that may not be entered shows none; so does one that a file stands in for.
  const found = await lstat(path).catch(() => null);
  if (found?.isSymbolicLink() === true) {
    throw unreadable(path, 'is a symbolic link, expected a file', 'Put a file with the names in its place.');
  }
  return found?.isFile() ?? false;
}

async function textOf(path: string): Promise<string> {
  try {
    // Whoever exchanges the file meanwhile is neither followed nor waited for.
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) throw unreadable(path, `has ${size} bytes, expected at most ${MOST_BYTES}`);
      return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (CcxError.is(error)) throw error;
    const why = error instanceof TypeError ? 'is not UTF-8' : `cannot be read (${codeOf(error)})`;
    throw unreadable(path, why, undefined, error);
  }
}

function linesOf(text: string, path: string): readonly PlacedName[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => namesIn(line.replace(/#.*/s, ''), `${path}:${index + 1}`));
}

function unreadable(path: string, why: string, hint?: string, cause?: unknown): CcxError {
  return new CcxError('invalid_config', `${path} ${why}.`, {
    hint: hint ?? 'Write the names of profiles into it, one a line, or delete it.',
    cause,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
