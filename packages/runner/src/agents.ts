import { AGENTS, CcxError, type AgentKind } from '@ccx/contracts';
import type { AgentAdapter } from './agent-adapter.ts';
import { claudeAdapter } from './claude/adapter.ts';
import { codexAdapter } from './codex/adapter.ts';
import { geminiAdapter } from './gemini/adapter.ts';

/** One folder per agent, one line here. */
const ADAPTERS: Readonly<Partial<Record<AgentKind, AgentAdapter>>> = {
  claude: claudeAdapter,
  codex: codexAdapter,
  gemini: geminiAdapter,
};

export function findAdapter(agent: AgentKind): AgentAdapter | null {
  return ADAPTERS[agent] ?? null;
}

export function adapterOf(agent: AgentKind): AgentAdapter {
  const adapter = findAdapter(agent);
  if (adapter !== null) return adapter;
  throw new CcxError(
    'invalid_argument',
    `This version cannot run ${AGENTS[agent].title}; it runs ${Object.keys(ADAPTERS).join(', ')}.`,
  );
}
