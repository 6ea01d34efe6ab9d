import { hostname, release, type } from 'node:os';
import { objectAt, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { codexHome, installationId, type CodexAccount } from '../account.ts';
import { Refusal, type Connection } from './connection.ts';
import type { OpenThread } from './open-thread.ts';
import { readParams } from './params.ts';

/** What the server's calls work with. */
export interface Server {
  readonly machine: Machine;
  readonly scenario: Scenario;
  readonly version: string;
  readonly account: CodexAccount;
  readonly connection: Connection;
  readonly threads: Map<string, OpenThread>;
  /** Who asks; `null` before `initialize`. */
  client: { readonly name: string; readonly version: string } | null;
}

const NO_BUBBLEWRAP =
  'Codex could not find bubblewrap on PATH. Install bubblewrap with your OS package manager. See the sandbox prerequisites: https://developers.openai.com/codex/concepts/sandboxing#prerequisites. Codex will use the bundled bubblewrap in the meantime.';

/** Answers `initialize`, and speaks unasked after it. */
export function initialize(server: Server, message: Line): Line {
  if (server.client !== null) throw new Refusal('Already initialized');
  const info = objectAt(readParams(message, { struct: 'InitializeParams', optional: false }), 'clientInfo');
  const [name, version] = [textAt(info, 'name'), textAt(info, 'version')];
  if (name === null || version === null) throw new Refusal('Invalid request: missing field `clientInfo`');
  server.client = { name, version };
  const { machine, connection } = server;
  queueMicrotask(() => {
    connection.notify('configWarning', { summary: NO_BUBBLEWRAP, details: null });
    connection.notify('remoteControl/status/changed', {
      status: 'disabled',
      serverName: hostname(),
      installationId: installationId(machine),
      environmentId: null,
    });
  });
  const system = `${type()} ${release()}; ${process.arch === 'x64' ? 'x86_64' : process.arch}`;
  return {
    userAgent: `${name}/${server.version} (${system}) ${machine.env['TERM'] ?? 'unknown'} (${name}; ${version})`,
    codexHome: codexHome(machine),
    platformFamily: 'unix',
    platformOs: process.platform === 'darwin' ? 'macos' : process.platform,
  };
}

/** The notification `initialized`: what is known of the account follows. */
export function initialized({ account, connection }: Server): void {
  if (account.is === 'chatgpt') {
    connection.notify('account/updated', { authMode: 'chatgpt', planType: account.plan });
  }
}
