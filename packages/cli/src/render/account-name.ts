import type { Account, RunTarget } from '@ccx/contracts';
import { shortPath } from './short-path.ts';

/** What a person calls an account that has no profile: the agent, and its folder where it is not the default one. */
export function accountName({ agent, configDir }: Account, home: string | null): string {
  if (configDir === null) return agent;
  return `${agent} (${shortPath(configDir, home)})`;
}

/** What a person calls the target of a run: its profile, else its account. */
export function targetName({ name, account }: RunTarget, home: string | null): string {
  return name ?? accountName(account, home);
}

/** What a person calls an account that may have a profile. */
export function calledName(
  { account, name }: { readonly account: Account; readonly name: string | null },
  home: string | null,
): string {
  return name ?? accountName(account, home);
}
