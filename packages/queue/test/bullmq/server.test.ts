import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { CcxError } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createBullmqQueue, type Backlog, type BullmqOptions } from '../../src/index.ts';
import { loadDrivers } from '../../src/bullmq/drivers.ts';
import { add, addOne, draft, ids, mustTake, take } from '../suite/subject.ts';
import { startRedis, withRedis } from './redis-server.ts';

async function open(options: BullmqOptions): Promise<Backlog> {
  const queue = await createBullmqQueue(options);
  onTestFinished(() => queue.close());
  return queue;
}

test.for([
  ['bullmq', 'ioredis', 'npm install -g bullmq ioredis'],
  ['ioredis', 'ioredis', 'npm install -g bullmq ioredis'],
  ['bullmq', 'pg', 'npm install -g bullmq pg'],
  ['pg', 'pg', 'npm install -g bullmq pg'],
] as const)('without %s, a queue that is reached by %s says: %s', async ([missing, driver, hint]) => {
  const unless = <T>(name: string, found: Promise<T>): Promise<T> =>
    name === missing ? Promise.reject(new Error(`Cannot find package '${name}'`)) : found;
  const load = {
    bullmq: () => unless('bullmq', import('bullmq')),
    ioredis: () => unless('ioredis', import('ioredis')),
    pg: () => unless('pg', import('pg')),
  };
  await expect(loadDrivers(driver, load)).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining(`"${missing}"`),
    hint,
  });
});

test.for(['http://localhost', 'localhost:6379', ''])('"%s" is no address of a server', async (connection) => {
  await expect(createBullmqQueue({ connection })).rejects.toMatchObject({ code: 'invalid_argument' });
});

test('a server that does not answer is named without its password', async () => {
  const failed = await createBullmqQueue({ connection: 'redis://ada:s3cret@127.0.0.1:1/0' }).catch((error) => error);
  expect(CcxError.is(failed, 'io_failed')).toBe(true);
  expect(failed.message).toMatch(/redis:\/\/ada:\*\*\*@127\.0\.0\.1:1\/0 .*ECONNREFUSED/);
  expect(inspect(failed, { depth: 9 })).not.toContain('s3cret');
});

withRedis('a server', (server) => {
  test('goes by its own clock: a lease ends when the server says so, and its late end is refused', async () => {
    const prefix = `ccx-${randomUUID()}`;
    const [queue, other] = [
      await open({ connection: server().url, prefix }),
      await open({ connection: server().url, prefix }),
    ];
    const id = await addOne(queue, {});
    const old = await mustTake(queue, { leaseMs: 300 });
    expect(await take(other)).toBeNull();
    const next = await until(() => take(other, { leaseMs: 60_000 }), { what: 'the lease to end' });
    expect(next?.item).toMatchObject({ id, stalls: 1 });
    expect(await queue.extend(old)).toBe(false);
    expect(await queue.settle(old, { is: 'done', result: 'late' })).toBe('stale');
    if (next !== null) expect(await other.settle(next, { is: 'done', result: 'in time' })).toBe('settled');
    expect(await queue.get(id)).toMatchObject({ state: 'done', result: 'in time' });
  });

  test('a failed try comes back after its wait', async () => {
    const queue = await open({ connection: server().url, prefix: `ccx-${randomUUID()}` });
    const id = await addOne(queue, {});
    await queue.settle(await mustTake(queue), { is: 'retry', reason: 'no', afterMs: 200 });
    expect(await take(queue)).toBeNull();
    const again = await until(() => take(queue), { what: 'the wait to be over' });
    expect(again?.item).toMatchObject({ id, attempts: 1 });
  });

  test('lets nobody begin before its time, although the clock of a process runs ahead', async () => {
    const queue = await open({ connection: server().url, prefix: `ccx-${randomUUID()}` });
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    const soon = new Date(now + 600_000).toISOString();
    const [first, , later = '', last] = await add(
      queue,
      { priority: 2 },
      { priority: 1, runAt: soon },
      { priority: 1, runAt: soon },
      { priority: 3 },
    );
    expect((await mustTake(queue)).item.id).toBe(first);
    expect((await mustTake(queue)).item.id).toBe(last);
    expect(await queue.claim({ worker: 'w', lanes: ['auto'], leaseMs: 1000 })).toMatchObject({ lease: null });
    expect((await queue.get(later))?.startedAt).toBeUndefined();
  });

  test('queues of different prefixes share nothing', async () => {
    const [one, two] = [
      await open({ connection: server().url, prefix: `a-${randomUUID()}` }),
      await open({ connection: server().url, prefix: `b-${randomUUID()}` }),
    ];
    await add(one, {}, {});
    expect(await ids(two)).toEqual([]);
    expect(await take(two)).toBeNull();
  });

  test('what BullMQ has no place for is rejected with the reason', async () => {
    const queue = await open({ connection: server().url, prefix: `ccx-${randomUUID()}` });
    const id = await addOne(queue, {});
    const cron = { expression: '0 6 * * *', timeZone: 'UTC', missed: 'skip', jitterMs: 0 } as const;
    const outcomes = await queue.enqueue([
      draft({ after: [id] }),
      draft({ cron }),
      draft({ priority: 2_000_000 }),
      draft({ priority: -1_048_575 }),
      draft({ priority: 1_048_575 }),
    ]);
    expect(outcomes.map(({ is }) => is)).toEqual(['rejected', 'rejected', 'rejected', 'enqueued', 'enqueued']);
    expect((await mustTake(queue)).item.priority).toBe(-1_048_575);
    await expect(queue.edit(id, { after: [id] })).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  test('a server that keeps its work is not warned of', async () => {
    const warnings: string[] = [];
    await open({ connection: server().url, onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual([]);
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

  describe('that may lose work', () => {
    test('is warned of, once for each way', async () => {
      const careless = await startRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
      onTestFinished(() => careless.stop());
      const warnings: string[] = [];
      const queue = await open({ connection: careless.url, onWarning: (warning) => warnings.push(warning) });
      await addOne(queue, {});
      expect(warnings).toEqual([expect.stringContaining('appendonly'), expect.stringContaining('allkeys-lru')]);
    });

    test('loses none with its append-only file when it is killed, and who works goes on when it is back', async () => {
      const first = await startRedis(['--appendfsync', 'always']);
      const queue = await open({ connection: first.url });
      const [done = '', running = '', waits = ''] = await add(queue, {}, {}, {});
      await queue.settle(await mustTake(queue), { is: 'done', result: 1 });
      const lease = await mustTake(queue);
      const stop = new AbortController();
      onTestFinished(() => stop.abort());
      const woken = queue.changed(stop.signal);
      await first.kill();
      const again = await first.restart();
      onTestFinished(() => again.stop());
      const other = await open({ connection: again.url });
      const states = await Promise.all([done, running, waits].map(async (id) => (await other.get(id))?.state));
      expect(states).toEqual(['done', 'running', 'waiting']);
      const settled = await until(() => queue.settle(lease, { is: 'done', result: 2 }).catch(() => null), {
        what: 'the server to be found again',
      });
      expect(settled).toBe('settled');
      await woken;
      let heard = false;
      const waiting = queue.changed(stop.signal).then(() => (heard = true));
      await addOne(other, {});
      await until(() => heard, { what: 'a change to be heard on a connection that was lost' });
      await waiting;
    });
  });
});
