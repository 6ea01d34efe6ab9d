import type { QuotaSource } from '@ccx/contracts';
import { ptySource, type PtySourceOptions } from '../pty/pty-source.ts';
import { CLAUDE_SCREEN } from './screen.ts';
import { parseClaudeUsageScreen } from './usage-screen.ts';

/**
 * `/usage` of Claude Code. Its start alone sends a request of one token, which may open a window, so it is the last
 * that is asked.
 */
export function claudePtySource(options: PtySourceOptions): QuotaSource {
  return ptySource(
    {
      screen: CLAUDE_SCREEN,
      parse: parseClaudeUsageScreen,
      cost: { process: true, usageEndpoint: true, mayOpenWindow: true },
      args: () => ['--strict-mcp-config', '--settings', '{"disableAllHooks":true}'],
      // No transcript and no line in the history of prompts.
      env: { CLAUDE_CODE_SKIP_PROMPT_HISTORY: '1' },
    },
    options,
  );
}
