import { createBullmqQueue } from '../../src/index.ts';
import { withRedis } from '../bullmq/redis-server.ts';
import { turnedTime } from '../bullmq/turned-time.ts';
import { queueSuite } from './queue-suite.ts';

// All points; what it cannot do (`after`, `cron`) and what is not its own (the clocks of a machine) is left out there.
withRedis('Redis', (server) =>
  queueSuite('the queue on BullMQ and a Redis server', async ({ machine: ignored, ...options }) => {
    void ignored;
    const clock = turnedTime();
    const prefix = await server().prefix();
    const open = () => createBullmqQueue({ ...options, connection: server().url, prefix, clock });
    return { queue: await open(), second: open, clock };
  }),
);
