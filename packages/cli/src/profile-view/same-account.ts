import { isSameLogin, type ProfileHealth } from '@ccx/contracts';

/** A profile, and what was last learned of its login. */
export interface Known {
  readonly name: string;
  readonly agent: string;
  readonly health: ProfileHealth | null;
}

/** Names of the other profiles whose status command told the same account: they share one quota. */
export function sharedWith(one: Known, all: readonly Known[]): readonly string[] {
  const login = one.health?.login;
  if (login === undefined) return [];
  return all
    .filter(({ name, agent }) => name !== one.name && agent === one.agent)
    .filter(({ health }) => health?.login !== undefined && isSameLogin(login, health.login))
    .map(({ name }) => name);
}
