import { join } from 'node:path';
import { accountId, type RunRequest, type RunTarget } from '@ccx/contracts';
import { createLineDialect, createTempHome, type TempHome } from '@ccx/testkit';
import {
  createFileLedger,
  createRunner,
  type AgentRunner,
  type FileLedger,
  type RunnerOptions,
} from '../../src/index.ts';

/** Set in a scripted agent's program: `say` prints a line of the test dialect, `done` the result. */
const PRELUDE = `
  const { spawn } = require('node:child_process');
  const fs = require('node:fs');
  const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
  const started = () => say({ type: 'started', model: 'test-1', cwd: process.cwd(), cliVersion: null, sessionId: 's-1' });
  const done = (text = 'done', more = {}) => say({ type: 'result', index: 0, failure: null, text, ...more });
  const input = () => fs.readFileSync(0, 'utf8');
  const forever = () => setInterval(() => {}, 1 << 30);
  const stubborn = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((name) => process.on(name, () => {}));
`;

/** A program that stands in for an agent. */
export function scripted(script: string): { readonly file: string; readonly args: readonly string[] } {
  return { file: process.execPath, args: ['-e', `${PRELUDE}\n${script}`, '--'] };
}

/** A runner with a scripted agent in a home of its own. */
export interface Lab {
  readonly home: TempHome;
  readonly runner: AgentRunner;
  readonly ledger: FileLedger;
  readonly dir: string;
  readonly target: RunTarget;
  readonly request: (more?: Partial<RunRequest>) => RunRequest;
}

export async function createLab(script: string, more: Partial<RunnerOptions> = {}): Promise<Lab> {
  const home = await createTempHome();
  const dir = join(home.home, 'runs');
  const ledger = createFileLedger({ dir });
  const runner = createRunner({
    dialects: { claude: createLineDialect() },
    ledger,
    logDir: join(dir, 'logs'),
    binaries: { claude: scripted(script) },
    env: home.env,
    home: home.home,
    timeZone: 'UTC',
    ...more,
  });
  const account = { agent: 'claude', configDir: null, id: accountId('claude', null) } as const;
  return {
    home,
    runner,
    ledger,
    dir,
    target: { account, name: null, model: null, billing: null },
    request: (part) => ({ prompt: 'Say hello.', cwd: home.cwd, permission: 'safe', ...part }),
  };
}
