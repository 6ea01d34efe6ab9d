import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WAITER = fileURLToPath(new URL('waiter-main.ts', import.meta.url));

/** A worker in a process of its own that waits for work in a file. */
export interface Waiter {
  readonly pid: number;
  /** The next line that it says. */
  line(): Promise<string>;
  stop(): Promise<void>;
}

export async function startWaiter(file: string): Promise<Waiter> {
  const child = spawn(process.execPath, ['--conditions=@ccx/source', WAITER, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error('the worker ended');
    return next.value;
  };
  await line();
  return {
    pid: child.pid ?? Number.NaN,
    line,
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
