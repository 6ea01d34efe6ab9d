import type { Writable } from 'node:stream';
import { CcxError } from '@ccx/contracts';
import { createIntake, type Intake } from './intake.ts';

export interface SpawnRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether stdin is a pipe; else it is empty. */
  readonly stdin: boolean;
}

export interface AgentExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** An agent's process that was started. */
export interface SpawnedAgent {
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly stdout: Intake;
  readonly stderr: Intake;
  /** Settles when the agent's own process has ended, whoever still holds its streams. */
  readonly exited: Promise<AgentExit>;
}

/**
 * Starts an agent as the leader of its own process group and session.
 *
 * @throws {CcxError} `agent_spawn_failed`
 */
export async function spawnAgent({ file, args, cwd, env, stdin }: SpawnRequest): Promise<SpawnedAgent> {
  // Loaded here, because it costs more than all else that a command without a run needs.
  const { execa } = await import('execa');
  const child = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    stdin: stdin ? 'pipe' : 'ignore',
  });
  const process = child.nodeChildProcess;
  if (process.pid === undefined || process.stdout === null || process.stderr === null) {
    const { originalMessage, cause } = await child;
    throw new CcxError('agent_spawn_failed', `${file} could not be started: ${originalMessage ?? 'unknown reason'}`, {
      cause,
      ...(codeOf(cause) === 'E2BIG' && { hint: 'The prompt is too long for an argument; send it on stdin.' }),
    });
  }
  const exited = new Promise<AgentExit>((resolve) => {
    process.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  // A prompt that nobody takes breaks its pipe.
  process.stdin?.on('error', () => {});
  const { pid, stdin: input } = process;
  return { pid, stdin: input, stdout: createIntake(process.stdout), stderr: createIntake(process.stderr), exited };
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
