import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How far above a program its package may begin (`bin/claude.exe`, `dist/cli/index.js`). */
const LEVELS = 4;

/**
 * The version of a program from the package.json of the package it lies in, links resolved; `null` where it does not
 * come from a package of this name (or from one for a platform, `name-linux-x64`).
 */
export async function installedVersion(file: string, npmPackage: string): Promise<string | null> {
  let folder = dirname(await realpath(file).catch(() => file));
  for (let level = 0; level < LEVELS; level += 1) {
    const found = await readVersion(join(folder, 'package.json'), npmPackage);
    if (found !== null) return found;
    folder = dirname(folder);
  }
  return null;
}

async function readVersion(path: string, npmPackage: string): Promise<string | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof manifest !== 'object' || manifest === null || !('name' in manifest) || !('version' in manifest))
      return null;
    const { name, version } = manifest;
    if (typeof name !== 'string' || typeof version !== 'string') return null;
    return name === npmPackage || name.startsWith(`${npmPackage}-`) ? version : null;
  } catch {
    return null;
  }
}
