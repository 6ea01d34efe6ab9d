import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackages, record } from './workspace.ts';

/**
 * The names that each package of a workspace exports, types included, read from its tables of contents: an entry holds
 * nothing but `export { names } from`, and the compiler proves that the names are there.
 */
export function publicNames(workspace: string): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    readPackages(workspace).map(({ folder, path, manifest }) => {
      const entries = Object.values(record(manifest['exports']))
        .map((conditions) => record(conditions)['@ccx/source'])
        .flatMap((source) => (typeof source === 'string' ? [join(path, source)] : []));
      return [
        `@ccx/${folder}`,
        new Set(entries.filter((file) => existsSync(file)).flatMap((file) => namesIn(readFileSync(file, 'utf8')))),
      ];
    }),
  );
}

function namesIn(entry: string): readonly string[] {
  return [...entry.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s*from/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((item) =>
      item
        .trim()
        .replace(/^type\s+/, '')
        .replace(/^.*\sas\s+/, ''),
    )
    .filter((name) => name !== '');
}
