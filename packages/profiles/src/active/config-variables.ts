import { AGENT_KINDS, AGENTS, type AgentKind, type Env } from '@ccx/contracts';
import type { PinnedAccount } from '../active-choice.ts';
import { ambientAccount } from '../ambient.ts';
import { silent, type RuleContext, type Rule } from './rule.ts';

/** The agents' own variables, e.g. `CLAUDE_CONFIG_DIR`: they pin the account of that config dir, registered or not. */
export const configVariables: Rule = {
  rule: 'config-dir',
  where: 'config-dir',
  async ask({ agent }, { book, env, home }) {
    const asked = agent === null ? AGENT_KINDS : [agent];
    const set = asked.filter((kind) => configValue(kind, env) !== '');
    if (set.length === 0) return silent(variablesOf(asked));
    return {
      where: variablesOf(set),
      says: set.map((kind) => configValue(kind, env)).join(', '),
      accounts: () => Promise.all(set.map((kind) => pinnedBy(kind, { book, env, home }))),
    };
  },
};

/** What the agent's variable says; empty where it is not set, which agents take alike. */
export function configValue(agent: AgentKind, env: Env): string {
  return env[AGENTS[agent].configVariable] ?? '';
}

async function pinnedBy(agent: AgentKind, { book, env, home }: RuleContext): Promise<PinnedAccount> {
  const account = await ambientAccount(agent, env, home);
  return { account, profile: await book.byAccount(account.id) };
}

function variablesOf(agents: readonly AgentKind[]): string {
  return agents.map((agent) => AGENTS[agent].configVariable).join(', ');
}
