import { AGENT_KINDS, AGENTS, CcxError, type Account, type AgentKind, type Env } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import { ambientAccount } from './account.ts';

/**
 * The accounts that a person names; without a name those of the agents that are installed. An agent's name is its own
 * account, the one in which the person's shell stands.
 *
 * @throws {CcxError} `profile_not_found`; `agent_missing` where nothing is named and nothing installed
 */
export async function namedAccounts(
  names: readonly string[],
  env: Env,
  agent?: AgentKind,
): Promise<readonly Account[]> {
  const kinds = agent === undefined ? AGENT_KINDS : [agent];
  if (names.length > 0) return Promise.all(names.map((name) => ambientAccount(kindNamed(name, kinds), env)));
  const found = await Promise.all(
    kinds.map(async (kind) => (await findExecutable(AGENTS[kind].binaries, { env })) !== null || kind === agent),
  );
  const installed = kinds.filter((_, at) => found[at] === true);
  if (installed.length === 0) {
    throw new CcxError('agent_missing', 'No agent is installed.', {
      hint: `npm install -g ${AGENTS.claude.npmPackage}`,
    });
  }
  return Promise.all(installed.map((kind) => ambientAccount(kind, env)));
}

function kindNamed(name: string, kinds: readonly AgentKind[]): AgentKind {
  const found = kinds.find((kind) => kind === name);
  if (found !== undefined) return found;
  throw new CcxError('profile_not_found', `There is no account "${name}".`, {
    hint: `It is one of ${kinds.join(', ')}.`,
  });
}
