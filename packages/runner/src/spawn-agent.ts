import type { Readable, Writable } from 'node:stream';
import { CcxError } from '@ccx/contracts';

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
  readonly stdout: Readable;
  readonly stderr: Readable;
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
  // Attached before the first read: a stream that breaks must find a listener, and what it lost shows elsewhere.
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream?.on('error', () => {});
  // Not flowing yet, but taken: otherwise its bytes would be thrown away on the next turn of the loop.
  process.stdout.pause();
  process.stderr.pause();
  return { pid: process.pid, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, exited };
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
