import type { ProfileHealth, VendorLogin } from '@ccx/contracts';

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
    .filter(({ name, agent, health }) => name !== one.name && agent === one.agent && isSame(login, health?.login))
    .map(({ name }) => name);
}

/** The vendor's own id decides where both tell one; else the same address in the same organization. */
function isSame(a: VendorLogin, b: VendorLogin | undefined): boolean {
  if (b === undefined) return false;
  if (a.accountUuid !== null && b.accountUuid !== null) return a.accountUuid === b.accountUuid;
  return a.email !== null && a.email === b.email && a.organization === b.organization;
}
