import type { AgentKind } from '@ccx/contracts';
import { CLAUDE_SCREEN } from '../claude/screen.ts';
import { parseClaudeUsageScreen } from '../claude/usage-screen.ts';
import { CODEX_SCREEN } from '../codex/screen.ts';
import { parseCodexStatusScreen } from '../codex/status-screen.ts';
import { parseGeminiQuotaScreen } from '../gemini/quota-screen.ts';
import { GEMINI_SCREEN } from '../gemini/screen.ts';
import type { PtySourceKind } from '../pty/pty-source.ts';

/** How the screen of each agent is asked and read: what its PTY source does, without the PTY. */
export const SCREENS: Readonly<Record<AgentKind, Pick<PtySourceKind, 'screen' | 'parse'>>> = {
  claude: { screen: CLAUDE_SCREEN, parse: parseClaudeUsageScreen },
  codex: { screen: CODEX_SCREEN, parse: parseCodexStatusScreen },
  gemini: { screen: GEMINI_SCREEN, parse: parseGeminiQuotaScreen },
};
