import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteQueue } from '../../packages/queue/src/index.ts';
import { median } from '../quota/median.ts';
import type { Figure } from './figure.ts';
import { NO_LIMITS } from './ours.ts';
import { startWaiter } from './waiter.ts';

const REACH_MS = 250;

/** From an enqueue until a worker in another process, that waited, has claimed the item. */
export async function wake(folder: string, rounds: number): Promise<readonly Figure[]> {
  const file = join(folder, 'wake.db');
  const queue = openSqliteQueue(file, { limits: NO_LIMITS });
  const waiter = await startWaiter(file);
  try {
    const ages: number[] = [];
    for (let round = -1; round < rounds * 5; round += 1) {
      // At any moment of whatever the other one does meanwhile.
      await pause(100 + Math.random() * 300);
      const payload = String(process.hrtime.bigint());
      await queue.enqueue([{ type: 'prompt', payload, priority: 10, onEffects: 'resume' }]);
      const age = Number(await waiter.line());
      if (round >= 0) ages.push(age);
    }
    const worst = Math.max(...ages);
    return [
      {
        said: `${median(ages).toFixed(0)} ms in the middle, ${worst.toFixed(0)} ms at worst of ${ages.length} (reach: ${REACH_MS} ms)`,
        within: worst <= REACH_MS,
      },
    ];
  } finally {
    await waiter.stop();
    await queue.close();
  }
}
