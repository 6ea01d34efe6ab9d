import { inspect } from 'node:util';
import { CcxError } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createBullmqQueue } from '../../src/index.ts';
import { add, addOne, draft, mustTake, take } from '../suite/subject.ts';
import { open } from './open-for-test.ts';
import { SERVERS } from './servers.ts';

test.for(['http://localhost', 'localhost:6379', ''])('"%s" is no address of a server', async (connection) => {
  await expect(createBullmqQueue({ connection })).rejects.toMatchObject({ code: 'invalid_argument' });
});

test.for(['redis', 'postgres'])('a server on %s that does not answer is named without its password', async (scheme) => {
  const connection = `${scheme}://ada:s3cret@127.0.0.1:1/0`;
  const failed = await createBullmqQueue({ connection }).catch((error) => error);
  expect(CcxError.is(failed, 'io_failed')).toBe(true);
  expect(failed.message).toContain(`${scheme}://ada:***@127.0.0.1:1/0 `);
  expect(failed.message).toContain('ECONNREFUSED');
  expect(inspect(failed, { depth: 9 })).not.toContain('s3cret');
});

for (const [name, withServer] of SERVERS) {
  withServer(`a server: ${name}`, (server) => {
    test('goes by its own clock: a lease ends when the server says so, and its late end is refused', async () => {
      const prefix = await server().prefix();
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
      const queue = await open({ connection: server().url, prefix: await server().prefix() });
      const id = await addOne(queue, {});
      await queue.settle(await mustTake(queue), { is: 'retry', reason: 'no', afterMs: 200 });
      expect(await take(queue)).toBeNull();
      const again = await until(() => take(queue), { what: 'the wait to be over' });
      expect(again?.item).toMatchObject({ id, attempts: 1 });
    });

    test('lets nobody begin before its time, although the clock of a process runs ahead', async () => {
      const queue = await open({ connection: server().url, prefix: await server().prefix() });
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

    test('what BullMQ has no place for is rejected with the reason', async () => {
      const queue = await open({ connection: server().url, prefix: await server().prefix() });
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
      await open({
        connection: server().url,
        prefix: await server().prefix(),
        onWarning: (warning) => warnings.push(warning),
      });
      expect(warnings).toEqual([]);
    });

    test('texts of any kind are kept as they are', async () => {
      const queue = await open({ connection: server().url, prefix: await server().prefix() });
      const text = 'nul \0, half a pair \ud800, \u2028 and "quotes"';
      const id = await addOne(queue, { payload: { text, b: 1, a: [1e21, 0.1] }, dedupKey: 'straße 🚦' });
      const lease = await mustTake(queue);
      expect(JSON.stringify(lease.item.payload)).toBe(JSON.stringify({ text, b: 1, a: [1e21, 0.1] }));
      await queue.settle(lease, { is: 'done', result: { text } });
      expect((await queue.get(id))?.result).toEqual({ text });
    });

    test.for(['dedupKey', 'limitKey', 'lane'] as const)('a %s that no server can keep is rejected', async (name) => {
      const queue = await open({ connection: server().url, prefix: await server().prefix() });
      const outcomes = await queue.enqueue([draft({ [name]: 'a\0b' }), draft({ [name]: 'half a pair \ud800' })]);
      expect(outcomes).toEqual([
        { is: 'rejected', reason: expect.stringContaining(name) },
        { is: 'rejected', reason: expect.stringContaining(name) },
      ]);
    });

    test('loses nothing when it is killed, and who works goes on when it is back', async () => {
      const prefix = await server().prefix();
      const queue = await open({ connection: server().url, prefix });
      const [done = '', running = '', waits = ''] = await add(queue, {}, {}, {});
      await queue.settle(await mustTake(queue), { is: 'done', result: 1 });
      const lease = await mustTake(queue);
      const stop = new AbortController();
      onTestFinished(() => stop.abort());
      const woken = queue.changed(stop.signal);
      await server().kill();
      await server().restart();
      const other = await open({ connection: server().url, prefix });
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
}
