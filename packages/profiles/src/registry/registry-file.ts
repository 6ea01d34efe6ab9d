import { readFile, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CcxError } from '@ccx/contracts';
import type { TomlEdit } from './toml-edit.ts';

/** Edits that were decided on, and what is to be told when they are made. */
export interface Plan<T> {
  readonly edits: readonly TomlEdit[];
  readonly value: T;
}

/** Nobody holds the lock for longer than it takes to write a small file. */
const LOCK = { waitMs: 15_000, expiresMs: 30_000 } as const;
/** As Linux follows them. */
const LINKS_AT_MOST = 40;

/** The text at `path`; empty where there is no file. @throws {CcxError} `invalid_config`, `io_failed` */
export async function readRegistryText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    const why = error instanceof Error ? error.message : String(error);
    throw new CcxError('io_failed', `"${path}" cannot be read: ${why}`, { cause: error });
  });
  if (bytes === null) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new CcxError('invalid_config', `"${path}" is not UTF-8.`, { hint: 'Save it as UTF-8.', cause: error });
  }
}

/**
 * Decides on edits and makes them, while no other process can. A link at `path`, as managers of dotfiles make, stays, and
 * the file that it leads to is written. The version before lies at `path` with `.bak` behind it.
 */
export async function editRegistry<T>(path: string, plan: (text: string) => Promise<Plan<T>>): Promise<T> {
  const [{ withLock }, { editToml }, { writeWhole }] = await Promise.all([
    import('@ccx/contracts/host'),
    import('./toml-edit.ts'),
    import('./whole-file.ts'),
  ]);
  const file = await linkedFile(path);
  return withLock(`${file}.lock`, LOCK, async () => {
    const before = await readRegistryText(file);
    const { edits, value } = await plan(before);
    const after = editToml(before, edits);
    if (after === before) return value;
    if (before !== '') await writeWhole(`${path}.bak`, before);
    await writeWhole(file, after);
    return value;
  });
}

/** What the link at `path` leads to, whether it is there or not; `path` itself where it is no link. */
async function linkedFile(path: string): Promise<string> {
  let file = path;
  for (let links = 0; links < LINKS_AT_MOST; links++) {
    const to = await readlink(file).catch(() => null);
    if (to === null) return file;
    file = resolve(dirname(file), to);
  }
  return file;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
