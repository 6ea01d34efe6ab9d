import { randomUUID } from 'node:crypto';
import { createFakeClock } from '@ccx/testkit';
import { afterAll, beforeAll, onTestFinished, test, vi } from 'vitest';
import { createBullmqQueue } from '../../src/index.ts';
import { sayWithout, startRedis, whyNoRedis, type TestRedis } from '../bullmq/redis-server.ts';
import { queueSuite, type Point } from './queue-suite.ts';
import type { Hands } from './subject.ts';

const NAME = 'the queue on BullMQ and a Redis server';
const POINTS: readonly Point[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

const why = whyNoRedis();
if (why === null) {
  let server: TestRedis | null = null;
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server?.stop());

  queueSuite(
    NAME,
    async ({ machine: _, ...options }) => {
      const clock = bothClocks();
      const open = () =>
        createBullmqQueue({ ...options, connection: server?.url ?? '', prefix: `ccx-${prefix}`, clock });
      const prefix = randomUUID();
      return { queue: await open(), second: open, clock };
    },
    POINTS,
  );
} else {
  sayWithout(NAME, why);
  test.skip(`${NAME}: ${why}`);
}

/** BullMQ reads the process's clock wherever it needs a time: it is turned with that of the queue. */
function bothClocks(): Hands {
  const clock = createFakeClock();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(clock.now()) });
  onTestFinished(() => void vi.useRealTimers());
  return {
    now: () => clock.now(),
    advance: async (ms) => {
      await clock.advance(ms);
      vi.setSystemTime(Date.parse(clock.now()));
    },
  };
}
