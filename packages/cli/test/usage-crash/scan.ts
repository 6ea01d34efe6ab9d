import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openStore } from '@ccx/store';
import { until } from '@ccx/testkit';
import type { Truth } from './history.ts';

const SCAN = fileURLToPath(new URL('scan-process.ts', import.meta.url));
/** What a process that scans is started with; the database and the folder of the history follow. */
export const SCAN_COMMAND: readonly string[] = [process.execPath, '--conditions=@ccx/source', SCAN];

export interface ScanEnd {
  readonly code: number | null;
  readonly stderr: string;
}

/** A scan in a process of its own. */
export interface Scan {
  readonly ended: Promise<ScanEnd>;
  /** Resolves when so many steps are kept, or the scan is over. */
  steps(count: number): Promise<void>;
  kill(): void;
}

export function startScan(command: readonly string[]): Scan {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [kept, stderr, over] = [0, '', false];
  child.stdout.on('data', (dots: Buffer) => (kept += dots.length));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<ScanEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      over = true;
      resolve({ code, stderr });
    });
  });
  return {
    ended,
    steps: async (count) => void (await until(() => over || kept >= count, { pollMs: 1, what: `${count} steps` })),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** As {@link Truth}, and the lines that gave no record by reason. */
export interface Told extends Omit<Truth, 'malformed'> {
  readonly skipped: Readonly<Record<string, number>>;
}

/** What a database says of a history, in the words of its truth. */
export function told(database: string): Told {
  const store = openStore(database, {
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  try {
    const range = { from: null, to: null };
    const [row] = store.queryUsage({ range, groupBy: [] });
    const accounts = store.queryUsage({ range, groupBy: ['account'] }).map(({ accountId }) => accountId ?? '');
    const { input = 0, output = 0, cacheRead = 0, cacheWrite5m = 0 } = row?.usage ?? {};
    const turns = accounts
      .map((id) => store.countTurns({ agent: 'claude', configDir: null, id }, range))
      .reduce((sum, count) => sum + count, 0);
    return {
      calls: row?.calls ?? 0,
      turns,
      input,
      output,
      cacheRead,
      cacheWrite5m,
      skipped: present(store.skippedLines()),
    };
  } finally {
    store.close();
  }
}

/** Without reasons that add up to nothing. */
function present(skipped: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(skipped).filter(([, lines]) => lines !== 0));
}
