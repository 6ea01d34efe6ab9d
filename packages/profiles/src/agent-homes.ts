import type { AgentKind } from '@ccx/contracts';
import type { AgentHome } from './agent-home.ts';
import { claudeHome } from './claude/home.ts';
import { codexHome } from './codex/home.ts';
import { geminiHome } from './gemini/home.ts';

/** One folder per agent, one line here. */
export const AGENT_HOMES: Readonly<Record<AgentKind, AgentHome>> = {
  claude: claudeHome,
  codex: codexHome,
  gemini: geminiHome,
};
