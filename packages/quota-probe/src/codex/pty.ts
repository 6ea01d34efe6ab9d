import type { QuotaSource } from '@ccx/contracts';
import { problem } from '../problem.ts';
import { ptySource, type PtySourceKind, type PtySourceOptions } from '../pty/pty-source.ts';
import { mcpServers } from './mcp-servers.ts';
import { CODEX_SCREEN } from './screen.ts';
import { parseCodexStatusScreen } from './status-screen.ts';

/** A feature that a version does not know it does not mind. */
const OFF: readonly string[] = ['hooks', 'shell_snapshot', 'plugins', 'apps'].map((name) => `features.${name}=false`);

const CODEX: PtySourceKind = {
  screen: CODEX_SCREEN,
  parse: parseCodexStatusScreen,
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  start: async ({ cli, env, folder, own, signal, clock }) => {
    const servers = await mcpServers(cli, { env, cwd: folder, signal });
    if (servers === null) return problem('timeout', 'Codex did not say in time which servers it starts.', clock.now());
    const settings = [
      'check_for_update_on_startup=false',
      'notify=[]',
      'analytics.enabled=false',
      'tui.show_tooltips=false',
      ...OFF,
      // An empty table would only be laid over the person's, and start them all.
      ...(servers.length === 0 ? [] : [`mcp_servers=${table(servers, 'enabled=false')}`]),
      // Said for this one start, it stands in nobody's configuration.
      ...(own ? [`projects=${table([folder], 'trust_level="trusted"')}`] : []),
    ];
    return { args: ['--no-daemon', ...settings.flatMap((setting) => ['-c', setting])] };
  },
};

/**
 * `/status` of Codex, in a process of its own: no server stays behind, nothing is updated, none of the person's runs. It
 * leaves what the CLI keeps of each start: its databases, an empty file named after the thread, and, the first time, the
 * line `screen_reader_detection_done` in `config.toml`.
 */
export function codexPtySource(options: PtySourceOptions): QuotaSource {
  return ptySource(CODEX, options);
}

/** An inline table of TOML in which each key has the same one value. */
function table(keys: readonly string[], value: string): string {
  return `{${keys.map((key) => `${JSON.stringify(key)}={${value}}`).join(', ')}}`;
}
