import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import { startWaiter } from './waiter.ts';

const REACH_PERCENT = 0.2;
const SETTLE_MS = 2_000;
const SECONDS = 60;
/** The kernel counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** What a worker takes that has nothing to do, over a minute. */
export async function idle(folder: string): Promise<readonly Figure[]> {
  const waiter = await startWaiter(join(folder, 'idle.db'));
  try {
    await pause(SETTLE_MS);
    const before = cpuTicks(waiter.pid);
    await pause(SECONDS * 1000);
    const percent = (100 * (cpuTicks(waiter.pid) - before)) / TICKS_PER_SECOND / SECONDS;
    return [
      {
        said: `${percent.toFixed(3)} % of a CPU over ${SECONDS} s (reach: ${REACH_PERCENT} %)`,
        within: percent <= REACH_PERCENT,
      },
    ];
  } finally {
    await waiter.stop();
  }
}

function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold anything; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
