import type { QuotaSource } from '@ccx/contracts';
import { ptySource, type PtySourceOptions } from '../pty/pty-source.ts';
import { CODEX_SCREEN } from './screen.ts';
import { parseCodexStatusScreen } from './status-screen.ts';

/** `/status` of Codex, in a process of its own: no server stays behind, nothing is updated, none of the person's runs. */
export function codexPtySource(options: PtySourceOptions): QuotaSource {
  return ptySource(
    {
      screen: CODEX_SCREEN,
      parse: parseCodexStatusScreen,
      cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
      args: (folder, own) => [
        '--no-daemon',
        ...['-c', 'check_for_update_on_startup=false', '-c', 'mcp_servers={}', '-c', 'notify=[]'],
        // Said for this one start, it stands in nobody's configuration.
        ...(own ? ['-c', `projects={${JSON.stringify(folder)}={trust_level="trusted"}}`] : []),
      ],
    },
    options,
  );
}
