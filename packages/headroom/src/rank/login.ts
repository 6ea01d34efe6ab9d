import { AGENTS, type AuthState } from '@ccx/contracts';
import type { Block } from './block.ts';
import { newest } from './newest.ts';
import type { RankInput } from './rank-input.ts';

const REFUSED: Readonly<Partial<Record<AuthState, string>>> = {
  'login-needed': 'nobody is logged in',
  expired: 'its login has expired',
  'tier-deprecated': 'its plan is no longer served to this CLI',
};

/** What a person has to mend before a run can begin: a CLI that is missing, a login that is, or that was refused. */
export function loginBlocks({ profile, login, attempts }: RankInput, named: boolean): readonly Block[] {
  const { title, npmPackage } = AGENTS[profile.agent];
  const logIn = `ccx profile login ${profile.name}`;
  if (login?.installed === false) return byPerson(`${title} is not installed: npm install -g ${npmPackage}`);
  const own = attempts.filter(({ elsewhere }) => elsewhere !== true);
  const worked = newest(own, ({ failure }) => failure === null);
  const refused = login === null ? undefined : REFUSED[login.auth];
  if (login !== null && refused !== undefined) {
    return worked > login.checkedAt ? [] : byPerson(`${refused}: ${logIn}`);
  }
  const failed = newest(own, ({ failure }) => failure?.class === 'auth');
  if (failed <= worked) return [];
  // Where nobody checks logins, the person who names the account may have logged in again.
  if (login === null) return named ? [] : byPerson(`its last run was refused for its login: ${logIn}`);
  const good = (login.auth === 'ok' || login.auth === 'api-key') && login.checkedAt > failed;
  return good ? [] : byPerson(`its last run was refused for its login: ${logIn}`);
}

/** Money or entitlement is missing at the vendor: that ends when a run succeeds, for which a person names the account. */
export function billingBlocks({ attempts }: RankInput, named: boolean): readonly Block[] {
  const failed = newest(attempts, ({ failure }) => failure?.class === 'billing');
  if (named || failed <= newest(attempts, ({ failure }) => failure === null)) return [];
  return byPerson('it cannot be charged: see to it at the vendor, then run it by name');
}

function byPerson(reason: string): readonly Block[] {
  return [{ reason, until: null, endsBy: 'person' }];
}
