import { accountId, AGENT_KINDS, type Account, type AgentKind, type UsabilityCheck } from '@ccx/contracts';

export interface ResolveAgentOptions {
  readonly usability: UsabilityCheck;
  /** The account on which an agent would run. @default the vendor's default place */
  readonly account?: (agent: AgentKind) => Account | Promise<Account>;
  /** In the order of preference. @default claude, codex, gemini */
  readonly agents?: readonly AgentKind[];
}

/**
 * Which agent to use: a configured value as it is (`none` included, and also where it is not installed), else the first
 * that is installed and logged in, else `none`.
 */
export async function resolveAgent(
  configured: string | null | undefined,
  { usability, account = defaultAccount, agents = AGENT_KINDS }: ResolveAgentOptions,
): Promise<string> {
  if (configured !== null && configured !== undefined && configured !== '') return configured;
  for (const agent of agents) {
    const { installed, auth } = await usability.check(await account(agent));
    if (installed && (auth === 'ok' || auth === 'api-key')) return agent;
  }
  return 'none';
}

function defaultAccount(agent: AgentKind): Account {
  return { agent, configDir: null, id: accountId(agent, null) };
}
