import type { QuotaSource } from '@ccx/contracts';
import { ptySource, type PtySourceKind, type PtySourceOptions } from '../pty/pty-source.ts';
import { tmuxSource } from '../pty/tmux-source.ts';
import { CLAUDE_SCREEN } from './screen.ts';
import { parseClaudeUsageScreen } from './usage-screen.ts';

/** Nothing of the person's runs: no hook, no status line, no server; and the system learns of no new kind of link. */
const SETTINGS = { disableAllHooks: true, disableDeepLinkRegistration: 'disable' } as const;

const CLAUDE: PtySourceKind = {
  screen: CLAUDE_SCREEN,
  parse: parseClaudeUsageScreen,
  cost: { process: true, usageEndpoint: true, mayOpenWindow: true },
  start: async () => ({
    args: ['--strict-mcp-config', '--settings', JSON.stringify(SETTINGS)],
    env: {
      // No transcript and no line in the history of prompts.
      CLAUDE_CODE_SKIP_PROMPT_HISTORY: '1',
      CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: '1',
      // Drawn for a reader it has no prompt between rules.
      CLAUDE_AX_SCREEN_READER: '0',
    },
  }),
};

/**
 * `/usage` of Claude Code. Its start alone sends a request of one token, which may open a window, so it is the last
 * that is asked. It leaves what the CLI notes of each start in its `.claude.json`, with the trust in ccx's own folder.
 */
export function claudePtySource(options: PtySourceOptions): QuotaSource {
  return ptySource(CLAUDE, options);
}

/** The same in tmux, to look for a fault of one terminal in another. Only where it is named. */
export function claudeTmuxSource(options: PtySourceOptions): QuotaSource {
  return tmuxSource(CLAUDE, options);
}
