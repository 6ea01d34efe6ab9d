import { CcxError } from '@ccx/contracts';
import type { Fields } from '../fields.ts';
import { resolvedPath } from '../place.ts';
import type { ProfileChange } from '../profile-book.ts';
import { limitValues } from './limits.ts';
import { readEntry } from './read-registry.ts';
import type { TomlValue, Values } from './toml-edit.ts';

/** What a change writes. */
export function changedValues({ label, color, limits }: ProfileChange): Values {
  return {
    ...(label === undefined ? {} : { label }),
    ...(color === undefined ? {} : { color }),
    ...limitValues(limits),
  };
}

/**
 * Checks a table that is to be written; keys that are `null` are not.
 *
 * @throws {CcxError} `invalid_argument`, naming key, value and what was expected
 */
export function checkValues(values: Fields): void {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  readEntry(Object.fromEntries(given), (key, found, expected) => {
    const what = `${key} of ${JSON.stringify(values['name'])} is ${found}, expected ${expected}.`;
    return new CcxError('invalid_argument', what);
  });
}

/** Those that do not take a key away. */
export function givenValues(values: Values): Record<string, TomlValue> {
  const given: Record<string, TomlValue> = {};
  for (const [key, value] of Object.entries(values)) if (value !== null) given[key] = value;
  return given;
}

/** A path for the registry: the home directory as `~`, so that the file can be taken elsewhere. */
export async function portablePath(path: string, home: string): Promise<string> {
  for (const above of [home, await resolvedPath(home)]) {
    if (path === above) return '~';
    if (path.startsWith(`${above}/`)) return `~${path.slice(above.length)}`;
  }
  return path;
}
