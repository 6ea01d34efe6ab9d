import { createFakeClock } from '@ccx/testkit';
import { createMemoryQueue } from '../../src/index.ts';
import { machineTime } from './machine-time.ts';
import { queueSuite } from './queue-suite.ts';

queueSuite('the queue in memory', async ({ machine: wanted = false, ...options }) => {
  const clock = createFakeClock();
  if (!wanted) return { queue: createMemoryQueue({ ...options, clock }), clock };
  const { time, machine } = machineTime(clock);
  return { queue: createMemoryQueue({ ...options, time }), clock, machine };
});
