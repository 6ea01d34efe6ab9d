import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Instant } from '@ccx/contracts';

/** What may not leave the machine with a bug report, longest shapes first. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '<email>'],
  [/https?:\/\/\S+/g, '<url>'],
  [/(?<![\w/])~?\/[^\s│]*[^\s│.,:;)]/g, '<path>'],
  [/\b(?:sk|ya29|AIza|ghp|eyJ)[\w.-]{8,}/g, '<token>'],
  [/\b[\w-]*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b(?=\w*\d)\w{20,}\b/g, '<id>'],
];

/** A screen without e-mail, paths, addresses, ids and tokens, and without the names that the caller knows. */
export function redactFrame(text: string, names: readonly string[] = []): string {
  const known = names.filter((name) => name.length > 2);
  const plain = SECRETS.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), text);
  return known.reduce((rest, name) => rest.replaceAll(name, '<name>'), plain);
}

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
    return path;
  } catch {
    return null;
  }
}
