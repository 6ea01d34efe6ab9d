import type { QuotaSource } from '@ccx/contracts';
import { ptySource, type PtySourceKind, type PtySourceOptions } from '../pty/pty-source.ts';
import { quietWorkspace } from './quiet-workspace.ts';
import { parseGeminiQuotaScreen } from './quota-screen.ts';
import { GEMINI_SCREEN } from './screen.ts';

const GEMINI: PtySourceKind = {
  screen: GEMINI_SCREEN,
  parse: parseGeminiQuotaScreen,
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  start: async ({ folder, own }) => {
    // Allowed is only one that nobody has.
    const args = ['--extensions', 'none', '--allowed-mcp-server-names', 'ccx-starts-none'];
    const workspace = own ? await quietWorkspace(folder) : null;
    if (workspace === null) return { args };
    // Trust for this one start, so that nothing of it is written down; `--skip-trust` comes too late for the hooks.
    return { args, cwd: workspace, env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' } };
  },
};

/**
 * `/model` of Gemini CLI: it asks for the quota at its start anyway, and no model is asked anything. It leaves what the
 * CLI notes of each folder in which it is started, with the word `/model` in the history of that folder.
 */
export function geminiPtySource(options: PtySourceOptions): QuotaSource {
  return ptySource(GEMINI, options);
}
