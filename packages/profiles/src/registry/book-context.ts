import type { Env } from '@ccx/contracts';
import { CcxError } from '@ccx/contracts';
import { nearestName } from '../profile-name.ts';
import { accountNamed, type Known } from './accounts.ts';
import type { Registry } from './read-registry.ts';

/** Where and when a registry is read. */
export interface BookContext {
  readonly env: Env;
  readonly home: string;
  readonly cwd: () => string;
  readonly now: () => string;
  /** Absolute path of `profiles.toml`. */
  readonly path: string;
}

/** What the registry says, and which accounts that makes. */
export interface BookState extends Registry {
  readonly accounts: readonly Known[];
}

/** @throws {CcxError} `profile_not_found`, naming the nearest */
export function existing(name: string, accounts: readonly Known[]): Known {
  const found = accountNamed(name, accounts);
  if (found !== null) return found;
  const near = nearestName(
    name,
    accounts.map((account) => account.name),
  );
  throw new CcxError('profile_not_found', `No profile is named ${JSON.stringify(name)}.`, {
    hint: near === null ? 'ccx profile list' : `Did you mean "${near}"? ccx profile list names all.`,
  });
}
