import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from './shapes.ts';
import { UNFINISHED, writeWhole } from './whole-file.ts';

/** A draft older than this was left by a writer that died. */
const LEFT_AFTER_MS = 60 * 60_000;

export interface RecordFolderOptions<T> {
  readonly path: string;
  /** Where files go that cannot be read. */
  readonly setAsidePath: string;
  /** `null` for a value that is not one. */
  readonly read: (value: Readonly<Record<string, unknown>>) => T | null;
  readonly onProblem: (text: string) => void;
}

/** A folder with one JSON file per record, which several processes read and write. */
export interface RecordFolder<T> {
  list(): Promise<readonly T[]>;
  /** On the disk when this resolves. */
  write(name: string, value: T): Promise<void>;
  /** Whether it was there. */
  remove(name: string): Promise<boolean>;
  /** Deletes what writers left behind that died in the middle. */
  sweep(): Promise<void>;
}

export function createRecordFolder<T>({
  path,
  setAsidePath,
  read,
  onProblem,
}: RecordFolderOptions<T>): RecordFolder<T> {
  const fileOf = (name: string): string => join(path, `${name}.json`);

  async function readOne(name: string): Promise<T | null> {
    let text: string;
    try {
      text = await readFile(join(path, name), 'utf8');
    } catch (error) {
      // Another process has finished with it since the folder was listed.
      if (isMissing(error)) return null;
      onProblem(`${join(path, name)} cannot be read: ${messageOf(error)}`);
      return null;
    }
    const value = parse(text);
    // A newer ccx wrote it: not ours to judge.
    if (value !== null && typeof value['schemaVersion'] === 'number' && value['schemaVersion'] > 1) return null;
    const record = value === null ? null : read(value);
    if (record === null) await setAside(name);
    return record;
  }

  async function setAside(name: string): Promise<void> {
    const place = join(setAsidePath, `${name}.${Date.now()}`);
    try {
      await mkdir(setAsidePath, { recursive: true, mode: 0o700 });
      await rename(join(path, name), place);
      onProblem(`${join(path, name)} is not what it should be and was moved to ${place}.`);
    } catch (error) {
      if (!isMissing(error)) onProblem(`${join(path, name)} is not what it should be and stays: ${messageOf(error)}`);
    }
  }

  return {
    async list() {
      const names = (await listFolder(path)).filter((name) => name.endsWith('.json'));
      const found = await Promise.all(names.map(readOne));
      return found.filter((one) => one !== null);
    },
    write: (name, value) => writeWhole(fileOf(name), JSON.stringify({ schemaVersion: 1, ...value })),
    async remove(name) {
      try {
        await unlink(fileOf(name));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    async sweep() {
      for (const name of await listFolder(path)) {
        if (!name.endsWith(UNFINISHED)) continue;
        const file = join(path, name);
        const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
        if (Date.now() - mtimeMs > LEFT_AFTER_MS) await unlink(file).catch(() => {});
      }
    },
  };
}

async function listFolder(path: string): Promise<readonly string[]> {
  return readdir(path).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
