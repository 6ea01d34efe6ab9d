import { AGENT_KINDS, AGENTS, type Account, type AgentKind, type Env, type UsabilityCheck } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';

export interface ChooseAgentOptions {
  readonly env: Env;
  /** Every account there is. */
  readonly accounts: readonly Account[];
  readonly logins: UsabilityCheck;
}

/**
 * The agent of a run for which nobody named one: the only one that is installed, without asking it anything; of several
 * the first with an account that is logged in; else the first that is installed, which then says itself what it lacks.
 */
export async function chooseAgent({ env, accounts, logins }: ChooseAgentOptions): Promise<AgentKind> {
  const found = await Promise.all(AGENT_KINDS.map((kind) => findExecutable(AGENTS[kind].binaries, { env })));
  const installed = AGENT_KINDS.filter((_, at) => found[at] !== null);
  const [first, ...others] = installed.length === 0 ? AGENT_KINDS : installed;
  if (first === undefined) throw new TypeError('ccx knows no agent.');
  if (others.length === 0 || installed.length === 0) return first;
  for (const kind of installed) {
    const mine = accounts.filter(({ agent }) => agent === kind);
    const answers = await Promise.all(mine.map((account) => logins.check(account)));
    if (answers.some(({ auth }) => auth === 'ok' || auth === 'api-key')) return kind;
  }
  return first;
}
