import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CcxError, type Env } from '@ccx/contracts';

/**
 * Hands the terminal to a program until it ends, and gives its exit code. Where stdout is no terminal, what the program
 * says goes to stderr: stdout is for data.
 *
 * @throws {CcxError} `agent_spawn_failed`
 */
export function handOver(file: string, args: readonly string[], env: Env): Promise<number> {
  const child = spawn(file, args, {
    stdio: ['inherit', process.stdout.isTTY ? 'inherit' : 2, 'inherit'],
    env: { ...env },
  });
  // A terminal sends Ctrl-C to the program as well as to ccx, which stays to say how it ended.
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const listeners = (['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const fromTerminal = signal === 'SIGINT' || signal === 'SIGQUIT';
    const pass = (): void => void (fromTerminal && hasTerminal ? false : child.kill(signal));
    process.on(signal, pass);
    return () => void process.off(signal, pass);
  });
  return new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new CcxError('agent_spawn_failed', `${file} could not be started.`, { cause }));
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  }).finally(() => {
    for (const remove of listeners) remove();
  });
}
