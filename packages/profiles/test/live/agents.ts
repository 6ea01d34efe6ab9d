import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Account, type AgentKind, type Env } from '@ccx/contracts';
import { processId } from '@ccx/contracts/host';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';

/** A home for one test. */
export async function tempHome(): Promise<TempHome> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  return home;
}

/** An account with a config dir of its own. */
export async function accountIn(home: TempHome, name: string, agent: AgentKind = 'claude'): Promise<Account> {
  const configDir = join(home.home, name);
  await mkdir(configDir, { recursive: true });
  return { agent, configDir, id: accountId(agent, configDir) };
}

export interface Running {
  readonly pid: number;
  readonly startedAt: string;
  /** Resolves when it is gone. */
  end(): Promise<void>;
}

/** A real process that bears an agent's name and does nothing until it is ended; `through` is what starts it. */
export async function startAgent(
  home: TempHome,
  name: string,
  args: readonly string[],
  env: Env,
  through: readonly string[] = [],
): Promise<Running> {
  const bin = join(home.tmp, name);
  await symlink('/bin/sh', bin).catch(() => {});
  // `sh` takes what follows the script as its parameters, so that the arguments show and change nothing.
  const [program = bin, ...words] = [...through, bin, '-c', 'read line', ...args];
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'], env, cwd: home.cwd });
  const gone = once(child, 'exit');
  await once(child, 'spawn');
  const end = async (): Promise<void> => {
    child.stdin.end();
    await gone;
  };
  onTestFinished(end);
  const id = await processId(child.pid ?? 0);
  if (id === null) throw new Error(`${name} has ended at once`);
  return { pid: id.pid, startedAt: id.startedAt, end };
}

/** What Claude Code writes for a session; `more` replaces fields. */
export async function writeSession(
  configDir: string,
  { pid, startedAt }: Pick<Running, 'pid' | 'startedAt'>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const path = join(configDir, 'sessions', `${pid}.json`);
  await mkdir(join(configDir, 'sessions'), { recursive: true });
  const fields = { pid, sessionId: '0d0c0b0a-0000-4000-8000-000000000001', cwd: '/work/app', procStart: startedAt };
  await writeFile(path, JSON.stringify({ ...fields, ...more }));
  return path;
}
