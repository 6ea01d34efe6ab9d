import { homedir } from 'node:os';
import { AGENT_KINDS, AGENTS, CcxError, type Account, type AgentKind, type Env, type Profile } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import { ambientAccount } from '@ccx/profiles/ambient';
import { composeProfiles } from './profiles.ts';

/** An account, and what a person calls it; `null`: it has no profile. */
export interface NamedAccount {
  readonly account: Account;
  readonly name: string | null;
}

/**
 * The accounts that a person names; without a name all of those whose agent is installed: what is registered, the default
 * places that are in use, and a config dir in which only this shell stands.
 *
 * @throws {CcxError} `profile_not_found`; `agent_missing` where nothing is named and nothing installed
 */
export async function namedAccounts(
  names: readonly string[],
  env: Env,
  agent?: AgentKind,
): Promise<readonly NamedAccount[]> {
  const home = env['HOME'] ?? homedir();
  const [book, { accountsInUse }] = await Promise.all([composeProfiles(env, home), import('@ccx/profiles/choice')]);
  const kinds = agent === undefined ? AGENT_KINDS : [agent];
  if (names.length > 0) {
    const profiles = await Promise.all(names.map((name) => book.get(name)));
    const other = profiles.find((profile) => !kinds.includes(profile.agent));
    if (other === undefined) return profiles.map(named);
    throw new CcxError('invalid_argument', `"${other.name}" is an account of ${AGENTS[other.agent].title}.`);
  }
  const found = await Promise.all(
    kinds.map(async (kind) => (await findExecutable(AGENTS[kind].binaries, { env })) !== null || kind === agent),
  );
  const installed = kinds.filter((_, at) => found[at] === true);
  if (installed.length === 0) {
    const hint = `npm install -g ${AGENTS.claude.npmPackage}`;
    throw new CcxError('agent_missing', 'No agent is installed.', { hint });
  }
  const profiles = await book.list();
  const inUse = await accountsInUse(profiles, home);
  const perAgent = installed.map(async (kind) => {
    const ambient = await ambientAccount(kind, env, home);
    const mine = inUse.filter((profile) => profile.agent === kind).map(named);
    return profiles.some(({ id }) => id === ambient.id) ? mine : [{ account: ambient, name: null }, ...mine];
  });
  return (await Promise.all(perAgent)).flat();
}

function named({ agent, configDir, id, name }: Profile): NamedAccount {
  return { account: { agent, configDir, id }, name };
}
