import { join } from 'node:path';
import { accountId, type RunRequest, type RunTarget } from '@ccx/contracts';
import { processId } from '@ccx/contracts/host';
import { createLineDialect, createTempHome, type TempHome } from '@ccx/testkit';
import { afterAll } from 'vitest';
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
  // Not process.stdout, which buffers without end where its reader is slow, and loses its buffer at an exit.
  const print = (text) => fs.writeSync(1, text);
  const say = (line) => print(JSON.stringify(line) + '\\n');
  // In one write, so that no deadline can pass in between.
  const sayAll = (...lines) => print(lines.map((line) => JSON.stringify(line) + '\\n').join(''));
  const began = { type: 'started', model: 'test-1', cwd: process.cwd(), cliVersion: null, sessionId: 's-1' };
  const ended = (text) => ({ type: 'result', index: 0, failure: null, text });
  let taken;
  const readPrompt = () => { try { return fs.readFileSync(0, 'utf8'); } catch { return ''; } };
  const input = () => (taken ??= readPrompt());
  // An agent that ended before its prompt was written would be told of in a warning.
  const started = () => (input(), say(began));
  const done = (text = 'done', more = {}) => say({ ...ended(text), ...more });
  const forever = () => setInterval(() => {}, 1 << 30);
  const text = (text) => say({ type: 'text', text, delta: false });
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const stubborn = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((name) => process.on(name, () => {}));
`;

/** Whether none of these processes lives; a dead one that nobody has collected does not. */
export async function allGone(pids: readonly number[]): Promise<boolean> {
  const found = await Promise.all(pids.map((pid) => processId(pid)));
  return pids.length > 0 && found.every((one) => one === null);
}

/** A program that stands in for an agent. */
export function scripted(script: string): { readonly file: string; readonly args: readonly string[] } {
  return { file: process.execPath, args: ['-e', `${PRELUDE}\n${script}`, '--'] };
}

const homes: TempHome[] = [];
afterAll(() => Promise.all(homes.map((home) => home.remove())));

/** A runner with a scripted agent in a home of its own. */
export interface Lab {
  readonly home: TempHome;
  readonly runner: AgentRunner;
  readonly ledger: FileLedger;
  readonly dir: string;
  readonly target: RunTarget;
  readonly request: (more?: Partial<RunRequest>) => RunRequest;
}

/** Goes away with the test's file, so that tests may run at the same time. `env` is added to that of the temporary home. */
export async function createLab(
  script: string,
  more: Partial<RunnerOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Lab> {
  const home = await createTempHome({ env });
  homes.push(home);
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
