import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { constants } from 'node:os';

/** What the native program is called in the process table; nothing else starts Node under this name. */
const NATIVE = 'codex';

/** Whether this process is the native program, not a launcher of it. `FAKE_AGENT_LAUNCHER=none` does without one. */
export const isNative = (): boolean => process.argv0 === NATIVE || process.env['FAKE_AGENT_LAUNCHER'] === 'none';

/**
 * Starts the native program as npm's `codex` does (0.169.0, 2026-11-21) where Node cannot replace itself by it, which is
 * before 22.15: it shares the launcher's streams and group,
 * SIGINT, SIGTERM and SIGHUP are handed on once, and the launcher ends as it ended. SIGKILL is not: it leaves the native
 * program alive, with stdout in its hands.
 */
export function launchNative(): void {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    argv0: NATIVE,
    stdio: 'inherit',
  });
  let handedOn = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!handedOn) child.kill(name);
      handedOn = true;
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`fake-codex: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  // Only the native program writes, so that a scenario's `closeStdout` really ends the stream.
  closeSync(1);
}
