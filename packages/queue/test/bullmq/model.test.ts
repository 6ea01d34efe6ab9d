import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBullmqQueue } from '../../src/index.ts';
import { operations } from '../properties/operations.ts';
import { LIMITS, Pair } from '../properties/pair.ts';
import { SERVERS } from './servers.ts';
import { turnedTime } from './turned-time.ts';

const RUNS = Number(process.env['CCX_PROPERTY_RUNS'] ?? 10);

for (const [name, withServer] of SERVERS) {
  withServer('the model', (server) => {
    test(
      `whatever is done to it, two connections to a queue on ${name} tell the same as plain arrays`,
      { timeout: RUNS * 3_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(operations, async (all) => {
            const clock = turnedTime();
            const prefix = await server().prefix();
            const open = () => createBullmqQueue({ connection: server().url, prefix, clock, limits: LIMITS });
            const [queue, other] = [await open(), await open()];
            try {
              const pair = new Pair([queue, other], clock);
              // It has no place for what waits for other work.
              for (const operation of all)
                if (!('after' in operation && operation.after.length > 0)) await pair.do(operation);
              const ended = (await queue.events(0, 100_000))
                .filter(({ kind }) => kind === 'done')
                .map(({ item }) => item);
              expect(ended).toEqual([...new Set(ended)]);
            } finally {
              await Promise.all([queue.close(), other.close()]);
            }
          }),
          { numRuns: RUNS },
        );
      },
    );
  });
}
