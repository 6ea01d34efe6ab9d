import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, CcxError, type RunTarget } from '@ccx/contracts';
import { createTempHome, until, type TempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { runInteractive, type InteractiveOptions } from '../src/index.ts';
import { allGone, scripted } from './support/scripted-agent.ts';

const SOURCES = new URL('../src/index.ts', import.meta.url).href;
const KEY = 'sk-ant-dummy-0123456789';
const account = { agent: 'claude', configDir: null, id: accountId('claude', null) } as const;
const target: RunTarget = { account, name: null, model: null, billing: 'subscription' };

async function tempHome(env: Readonly<Record<string, string>> = {}): Promise<TempHome> {
  const home = await createTempHome({ env });
  onTestFinished(() => home.remove());
  return home;
}

async function run(script: string, more: Partial<InteractiveOptions> = {}, env: Readonly<Record<string, string>> = {}) {
  const { home, cwd, env: own } = await tempHome(env);
  const binaries = { claude: scripted(script) };
  const { exitCode } = await runInteractive({ target, args: [], env: own, home, cwd, binaries, ...more });
  return { exitCode, home, cwd, seen: await readFile(join(home, 'seen'), 'utf8').catch(() => '') };
}

const SEE = `fs.writeFileSync(process.env.HOME + '/seen', JSON.stringify({ args: process.argv.slice(1), cwd: process.cwd(), env: process.env }));`;

test('the CLI is given the arguments as they are, the folder, and the environment of the account', async () => {
  const configDir = '/somewhere/work';
  const work = { ...target, account: { agent: 'claude', configDir, id: `claude:${configDir}` } } as const;
  const args = ['--model', 'opus', '', '-p', '--x=y z'];
  const env = { CLAUDECODE: '1', ANTHROPIC_API_KEY: KEY, KEPT: 'yes', CCX_RUN_DEPTH: '1' };
  const said: string[] = [];
  const { exitCode, cwd, seen } = await run(SEE, { target: work, args, say: (text) => said.push(text) }, env);
  expect(exitCode).toBe(0);
  const found: unknown = JSON.parse(seen);
  expect(found).toMatchObject({ args: ['--', ...args].slice(1), cwd });
  expect(found).toMatchObject({ env: { CLAUDE_CONFIG_DIR: configDir, KEPT: 'yes', CCX_RUN_DEPTH: '2' } });
  expect(found).not.toHaveProperty('env.CLAUDECODE');
  expect(found).not.toHaveProperty('env.ANTHROPIC_API_KEY');
  expect(found).not.toHaveProperty('env.CCX_RUN_ID');
  expect(said).toEqual([
    "ANTHROPIC_API_KEY was removed from the agent's environment: this account pays by subscription.",
  ]);
});

test('a key stays for an account that pays by it, and where nobody said who pays and there is no login', async () => {
  for (const billing of ['api', null] as const) {
    const { seen } = await run(SEE, { target: { ...target, billing } }, { ANTHROPIC_API_KEY: KEY });
    expect(JSON.parse(seen)).toMatchObject({ env: { ANTHROPIC_API_KEY: KEY } });
  }
});

test.for([
  [`process.exit(0)`, 0],
  [`process.exit(7)`, 7],
  [`process.kill(process.pid, 'SIGTERM'); forever();`, 143],
  [`process.kill(process.pid, 'SIGKILL'); forever();`, 137],
] as const)('the exit code of %s is %i', async ([script, code]) => {
  let pid = 0;
  expect((await run(script, { onStarted: (started) => (pid = started) })).exitCode).toBe(code);
  expect(await allGone([pid])).toBe(true);
});

test('a CLI that is not installed, cannot be started or would be too deep is an error', async () => {
  const { home, env, cwd } = await tempHome();
  const refused = (options: Partial<InteractiveOptions>): Promise<unknown> =>
    runInteractive({ target, args: [], env, home, cwd, ...options }).catch((error: unknown) => error);
  const codes = await Promise.all([
    refused({ env: { ...env, PATH: home } }),
    refused({ binaries: { claude: process.execPath }, cwd: join(home, 'nowhere') }),
    refused({ binaries: { claude: process.execPath }, env: { ...env, CCX_RUN_DEPTH: '2' } }),
  ]);
  expect(codes.map((error) => CcxError.is(error) && error.code)).toEqual([
    'agent_missing',
    'agent_spawn_failed',
    'run_depth_exceeded',
  ]);
});

test('the signals mean again what they meant before when it has ended', async () => {
  const count = (): readonly number[] =>
    (['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const).map((name) => process.listenerCount(name));
  const before = count();
  await run('');
  await runInteractive({ target, args: [], env: {} }).catch(() => {});
  expect(count()).toEqual(before);
});

interface Driver {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** What the CLI wrote into a file of its home. */
  readonly wrote: (name: string) => Promise<string>;
}

/** A program that hands its terminal to the scripted CLI, in a process of its own that can be signalled. */
async function startDriver(script: string): Promise<Driver> {
  const { home, env } = await tempHome();
  const options = { target, args: [], binaries: { claude: scripted(script) } };
  const program = `
    import { runInteractive } from ${JSON.stringify(SOURCES)};
    process.exitCode = (await runInteractive(${JSON.stringify(options)})).exitCode;
  `;
  const child = spawn(process.execPath, ['--conditions=@ccx/source', '--input-type=module', '-e', program], {
    cwd: new URL('..', import.meta.url),
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own, as a shell gives to a job.
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      process.kill(-child.pid, 'SIGKILL');
    await ended;
  });
  return { child, ended, wrote: (name) => readFile(join(home, name), 'utf8').catch(() => '') };
}

/** Writes down every signal, and ends with 9 at TERM or HUP, or where it is told to by USR1. */
const LISTENING = `
  const seen = [];
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1']) {
    process.on(name, () => {
      seen.push(name);
      fs.writeFileSync(process.env.HOME + '/seen', seen.join(' '));
      if (['SIGTERM', 'SIGHUP', 'SIGUSR1'].includes(name)) process.exit(9);
    });
  }
  fs.writeFileSync(process.env.HOME + '/pid', String(process.pid));
  forever();
`;

test.for(['SIGTERM', 'SIGHUP'] as const)('%s is passed on to the CLI, whose exit code counts', async (signal) => {
  const { child, ended, wrote } = await startDriver(LISTENING);
  await until(() => wrote('pid'));
  child.kill(signal);
  expect(await ended).toBe(9);
  expect(await wrote('seen')).toBe(signal);
});

test('the keys of the terminal reach the CLI once, and end nobody but who wants to', async () => {
  const { child, ended, wrote } = await startDriver(LISTENING);
  const pid = Number(await until(() => wrote('pid')));
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    // As the terminal does: to the whole group.
    process.kill(-(child.pid ?? 0), signal);
    await until(async () => (await wrote('seen')).endsWith(signal));
  }
  // And to ccx alone, which keeps it for itself.
  child.kill('SIGINT');
  process.kill(pid, 'SIGUSR1');
  expect(await ended).toBe(9);
  expect(await wrote('seen')).toBe('SIGINT SIGQUIT SIGUSR1');
});
