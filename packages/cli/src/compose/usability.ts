import type { Account, AgentKind, Env, Usability } from '@ccx/contracts';
import { ambientAccount } from '@ccx/profiles/ambient';

/** Asks whether an agent could be used on the account that the person's shell stands in. */
export type AskUsability = (agent: AgentKind) => Promise<{ readonly account: Account; readonly answer: Usability }>;

export async function composeUsability(env: Env, home: string): Promise<AskUsability> {
  const { createUsabilityCheck } = await import('@ccx/runner');
  const check = createUsabilityCheck({ env, home });
  return async (agent) => {
    const account = await ambientAccount(agent, env, home);
    return { account, answer: await check.check(account) };
  };
}
