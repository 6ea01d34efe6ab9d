import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Instant } from '@ccx/contracts';
import { privateByShape, PrivateWords } from '../cassette/private-words.ts';

/** A screen without e-mail, paths, ids and tokens, and without the names that the caller knows. */
export function redactFrame(text: string, names: readonly string[] = []): string {
  const known = new PrivateWords(names.map((name) => ({ kind: 'name', text: name })));
  const found = [...privateByShape(text), ...known.in(text, false)].toSorted((one, other) => one.start - other.start);
  let redacted = '';
  let at = 0;
  for (const { kind, text: word, start } of found) {
    if (start >= at) redacted += `${text.slice(at, start)}<${kind}>`;
    at = Math.max(at, start + word.length);
  }
  return redacted + text.slice(at);
}

/** Whoever watches a quota would fill the disk with the same screen. */
const MOST = 20;

export interface SavedFrame {
  readonly folder: string;
  readonly title: string;
  readonly version: string | null;
  readonly at: Instant;
  readonly text: string;
  readonly names?: readonly string[];
}

/** Keeps a screen that nobody knows, for a bug report. Its path; `null` where it could not be written. */
export async function saveFrame({ folder, title, version, at, text, names }: SavedFrame): Promise<string | null> {
  const path = join(folder, `${at.replaceAll(/[^\dTZ]/g, '')}-${randomUUID().slice(0, 8)}.txt`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, `${title} ${version ?? 'of an unknown version'}, ${at}\n\n${redactFrame(text, names)}\n`, {
      mode: 0o600,
    });
    const frames = (await readdir(folder)).filter((name) => /^\d{8}T\d{9}Z-[\da-f]{8}\.txt$/.test(name));
    // Their names begin with their time.
    const older = frames.toSorted().slice(0, -MOST);
    for (const name of older) await rm(join(folder, name), { force: true });
    return path;
  } catch {
    return null;
  }
}
