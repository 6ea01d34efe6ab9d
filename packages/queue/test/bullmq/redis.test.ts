import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createBullmqQueue, migrateBullmqQueue } from '../../src/index.ts';
import { add, addOne, ids, take } from '../suite/subject.ts';
import { open } from './open-for-test.ts';
import { startRedis, withRedis } from './redis-server.ts';

withRedis('a Redis server', (server) => {
  test('queues of different prefixes share nothing', async () => {
    const [one, two] = [
      await open({ connection: server().url, prefix: `a-${randomUUID()}` }),
      await open({ connection: server().url, prefix: `b-${randomUUID()}` }),
    ];
    await add(one, {}, {});
    expect(await ids(two)).toEqual([]);
    expect(await take(two)).toBeNull();
  });

  test('needs no migration', async () => {
    expect(await migrateBullmqQueue({ connection: server().url })).toBe(false);
  });

  test('that wants another password says so, and nobody says which was tried', async () => {
    const guarded = await startRedis(['--requirepass', 'right']);
    onTestFinished(() => guarded.stop());
    const failed = await createBullmqQueue({ connection: guarded.url.replace('//', '//:wr0ngpass@') }).catch(
      (error) => error,
    );
    expect(failed).toMatchObject({ code: 'io_failed', message: expect.stringContaining('WRONGPASS') });
    expect(inspect(failed, { depth: 9 })).not.toContain('wr0ngpass');
    const queue = await open({ connection: guarded.url.replace('//', '//:right@') });
    await addOne(queue, {});
  });

  test('that may lose work is warned of, once for each way', async () => {
    const careless = await startRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
    onTestFinished(() => careless.stop());
    const warnings: string[] = [];
    const queue = await open({ connection: careless.url, onWarning: (warning) => warnings.push(warning) });
    await addOne(queue, {});
    expect(warnings).toEqual([expect.stringContaining('appendonly'), expect.stringContaining('allkeys-lru')]);
  });
});
