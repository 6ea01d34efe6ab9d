import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this repository. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

export interface WorkspacePackage {
  /** The folder's name under `packages/`. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** All packages of a workspace, in alphabetical order. */
export function readPackages(workspace: string): readonly WorkspacePackage[] {
  return readdirSync(join(workspace, 'packages'))
    .filter((folder) => existsSync(join(workspace, 'packages', folder, 'package.json')))
    .toSorted()
    .map((folder) => {
      const path = join(workspace, 'packages', folder);
      return { folder, path, manifest: record(JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))) };
    });
}

/** The value as an object; anything else as an empty one. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** The paths of all files with this ending under a folder, relative to it. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .toSorted();
}
