import { spawn } from 'node:child_process';

const MOST_CHARACTERS = 64 * 1024;
const LONGEST_MS = 5000;
/** A command that has ended may have left something running that holds its output open. */
const AFTER_END_MS = 100;

/**
 * Runs the person's own status line with the same input and gives what it printed: all of it, or what it had when its
 * time was over; `null` where it printed nothing. It is ended with all that it started when its time is over; what it
 * leaves running in an orderly end, as a refresh of its own numbers, is its own affair.
 */
export async function runTee(command: string, input: Buffer, longestMs: number = LONGEST_MS): Promise<string | null> {
  const child = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  const endGroup = (): void => {
    // Its number is its own for as long as its end has not been taken.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  // The agent ends a status line whose input is outdated: then its own must end with it.
  const interrupted = (signal: NodeJS.Signals): void => {
    endGroup();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);

  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, longestMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    child.on('error', end).on('close', end);
    child.on('exit', () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, AFTER_END_MS);
    });
    child.stdin.on('error', () => {}).end(input);
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(0, MOST_CHARACTERS);
    });
  });
  endGroup();
  child.stdout.destroy();
  child.unref();
  return text.trim() === '' ? null : text;
}
