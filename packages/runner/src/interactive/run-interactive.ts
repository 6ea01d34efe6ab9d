import { startInteractive, type InteractiveOptions } from './start-interactive.ts';
import { holdTerminalSignals } from './terminal-signals.ts';

/**
 * Hands the terminal to an agent's interactive CLI on an account, and waits for its end. The environment is made as for
 * a run. While it lives, Ctrl-C and Ctrl-\ are the CLI's own, TERM and HUP are passed on, and Ctrl-Z stops both.
 *
 * @returns the CLI's own exit code; 128 and the signal's number where a signal ended it
 * @throws {CcxError} `agent_missing`, `agent_spawn_failed`, `run_depth_exceeded`
 * @example
 * process.exitCode = (await runInteractive({ target, args: ['--model', 'opus'] })).exitCode;
 */
export async function runInteractive(options: InteractiveOptions): Promise<{ readonly exitCode: number }> {
  const signals = holdTerminalSignals();
  try {
    const child = await startInteractive(options);
    signals.handTo(child);
    return { exitCode: await child.exited };
  } finally {
    signals.stop();
  }
}
