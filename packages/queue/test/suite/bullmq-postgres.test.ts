import { createBullmqQueue } from '../../src/index.ts';
import { withPostgres } from '../bullmq/postgres-server.ts';
import { turnedTime } from '../bullmq/turned-time.ts';
import { queueSuite } from './queue-suite.ts';

// Experimental, and yet all points; what it cannot do (`after`, `cron`) and what is not its own is left out there.
withPostgres('PostgreSQL', (server) =>
  queueSuite('the queue on BullMQ and a PostgreSQL server', async ({ machine: ignored, ...options }) => {
    void ignored;
    const clock = turnedTime();
    const prefix = await server().prefix();
    const open = () => createBullmqQueue({ ...options, connection: server().url, prefix, clock });
    return { queue: await open(), second: open, clock };
  }),
);
