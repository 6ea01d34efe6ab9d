import { AGENT_KINDS, type AgentKind, type Env } from '@ccx/contracts';
import type { AgentRunner } from '@ccx/runner';
import { ambientAccount } from './account.ts';

export interface ChooseAgentOptions {
  readonly env: Env;
  readonly home: string;
  readonly runner: Pick<AgentRunner, 'checkHealth'>;
}

/**
 * The agent of a run for which nobody named one: the only one that is installed, without asking it anything; of several
 * the first that is logged in; else the first that is installed, which then says itself what it lacks.
 */
export async function chooseAgent({ env, home, runner }: ChooseAgentOptions): Promise<AgentKind> {
  const health = await Promise.all(AGENT_KINDS.map((agent) => runner.checkHealth(agent)));
  const installed = health.filter(({ ok }) => ok).map(({ agent }) => agent);
  const [first = AGENT_KINDS[0], ...others] = installed;
  if (first === undefined) throw new TypeError('ccx knows no agent.');
  if (others.length === 0) return first;
  const { createUsabilityCheck, resolveAgent } = await import('@ccx/runner');
  const usability = createUsabilityCheck({ env, home });
  const chosen = await resolveAgent('', {
    usability,
    agents: installed,
    account: (agent) => ambientAccount(agent, env),
  });
  return installed.find((agent) => agent === chosen) ?? first;
}
