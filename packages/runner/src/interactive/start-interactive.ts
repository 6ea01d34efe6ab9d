import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { CcxError, type AgentKind, type Env, type RunTarget } from '@ccx/contracts';
import { adapterOf } from '../agents.ts';
import { askLogin, LOGIN_TIMEOUT_MS } from '../ask-login.ts';
import { requireProgram } from '../binary.ts';
import { checkDepth, DEPTH_VARIABLE, depthOf } from '../depth.ts';
import { accountEnvironment } from '../environment.ts';
import type { Binary } from '../runner-options.ts';
import { exitCodeOf } from './terminal-signals.ts';

export interface InteractiveOptions {
  /** The account, and who pays. Its model is for whoever chose it: the CLI is told one by `args` only. */
  readonly target: RunTarget;
  /** Handed to the CLI as they are. */
  readonly args: readonly string[];
  /** @default process.env */
  readonly env?: Env;
  /** @default the HOME of `env`, else the system's answer */
  readonly home?: string;
  /** @default process.cwd() */
  readonly cwd?: string;
  /** Programs to start instead of those on the PATH. */
  readonly binaries?: Readonly<Partial<Record<AgentKind, Binary>>>;
  /** Called with the pid of the CLI, which has the terminal from now on. */
  readonly onStarted?: (pid: number) => void;
  /** Hears what a person should know, while nobody has the terminal. */
  readonly say?: (text: string) => void;
}

/** An agent's CLI that has the terminal. */
export interface InteractiveChild {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** The CLI's own exit code, or 128 and the number of the signal that ended it. */
  readonly exited: Promise<number>;
}

/**
 * Starts an agent's interactive CLI with this process' own terminal and in its process group, so that the terminal's
 * keys and the shell's job control reach both.
 *
 * @throws {CcxError} `agent_missing`, `agent_spawn_failed`, `run_depth_exceeded`
 */
export async function startInteractive({
  target,
  args,
  env = process.env,
  home = env['HOME'] ?? homedir(),
  cwd = process.cwd(),
  binaries = {},
  onStarted,
  say,
}: InteractiveOptions): Promise<InteractiveChild> {
  const depth = depthOf(env);
  checkDepth(depth);
  const { agent } = target.account;
  const program = await requireProgram(agent, binaries[agent], env);
  const environment = await accountEnvironment(target, {
    base: env,
    home,
    askLogin: (bare) => askLogin(adapterOf(agent), program, { env: bare, cwd: home, timeoutMs: LOGIN_TIMEOUT_MS }),
  });
  for (const name of environment.removed) {
    say?.(`${name} was removed from the agent's environment: this account pays by subscription.`);
  }
  const child = spawn(program.file, [...program.args, ...args], {
    cwd,
    env: { ...environment.env, [DEPTH_VARIABLE]: String(depth + 1) },
    stdio: 'inherit',
  });
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : exitCodeOf(signal))));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(new CcxError('agent_spawn_failed', `${program.file} could not be started: ${cause.message}`, { cause }));
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new CcxError('agent_spawn_failed', `${program.file} was started without a pid.`);
  onStarted?.(pid);
  return { pid, exited, kill: (signal) => void child.kill(signal) };
}
