import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { Env } from '../process.ts';

/** Where `findExecutable` looks. */
export interface FindExecutableOptions {
  /** The environment whose `PATH` (and `PATHEXT` on Windows) counts; nothing is found by name without a `PATH`. */
  readonly env: Env;
  /** What relative paths and empty entries of `PATH` refer to. @default process.cwd() */
  readonly cwd?: string;
  /** Whose rules hold. @default process.platform */
  readonly platform?: NodeJS.Platform;
}

/**
 * The absolute path of the first file of one of these names that can be run, or `null`. The first name is looked up
 * in the whole `PATH` before the second one. A name with a slash is a path and is not looked up; `~` means nothing.
 * Links are returned as they were found, not resolved. Starts no process, and works on Windows too.
 */
export async function findExecutable(
  names: string | readonly string[],
  options: FindExecutableOptions,
): Promise<string | null> {
  const { platform = process.platform } = options;
  for (const path of executablePaths(typeof names === 'string' ? [names] : names, options)) {
    if (await isRunnable(path, platform)) return path;
  }
  return null;
}

/** The paths at which `findExecutable` looks, in its order; no file is touched. */
export function executablePaths(names: readonly string[], options: FindExecutableOptions): readonly string[] {
  const { env, cwd = process.cwd(), platform = process.platform } = options;
  const windows = platform === 'win32';
  const path = windows ? win32 : posix;
  const folders = windows ? windowsFolders(env) : env['PATH']?.split(':');
  return names.flatMap((name) => {
    if (name === '' || name.includes('\0')) return [];
    const isPath = windows ? /[\\/:]/.test(name) : name.includes('/');
    const files = windows ? withExtensions(name, env) : [name];
    return (isPath ? [''] : (folders ?? [])).flatMap((folder) => files.map((file) => path.resolve(cwd, folder, file)));
  });
}

function windowsFolders(env: Env): readonly string[] {
  // An entry may be quoted; an empty one does not stand for the current folder as it does elsewhere.
  const entries = variable(env, 'PATH')?.split(';') ?? [];
  return entries.map((entry) => entry.trim().replace(/^"(.*)"$/, '$1')).filter((entry) => entry !== '');
}

function withExtensions(name: string, env: Env): readonly string[] {
  const extensions = (variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((part) => part !== '');
  const isComplete = extensions.some((extension) => name.toLowerCase().endsWith(extension.toLowerCase()));
  return [...(isComplete ? [name] : []), ...extensions.map((extension) => name + extension.toLowerCase())];
}

/** Windows does not tell `Path` from `PATH`. */
function variable(env: Env, name: string): string | undefined {
  return env[name] ?? Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}

async function isRunnable(path: string, platform: NodeJS.Platform): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    if (platform !== 'win32') await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
