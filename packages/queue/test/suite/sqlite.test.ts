import { join } from 'node:path';
import { createFakeClock, createTempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import { openSqliteQueue, type Backlog } from '../../src/index.ts';
import { machineTime } from './machine-time.ts';
import { queueSuite } from './queue-suite.ts';

queueSuite('the queue in a SQLite file', async ({ machine: wanted = false, ...options }) => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const clock = createFakeClock();
  const moved = wanted ? machineTime(clock) : null;
  const all = { ...options, ...(moved === null ? { clock } : { time: moved.time }) };
  const open = (): Backlog => openSqliteQueue(join(temp.home, 'queue.db'), all);
  return { queue: open(), second: async () => open(), clock, ...(moved === null ? {} : { machine: moved.machine }) };
});
