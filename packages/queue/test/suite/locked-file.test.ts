import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFakeClock, createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteQueue } from '../../src/index.ts';
import { addOne, later, minutes, mustTake } from './subject.ts';

test('looking at a queue never waits for whoever writes to it, and does not fail when he never ends', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const [clock, path] = [createFakeClock(), join(temp.home, 'queue.db')];
  const queue = openSqliteQueue(path, { clock, busyTimeoutMs: 50 });
  onTestFinished(() => queue.close());
  const id = await addOne(queue);
  await mustTake(queue);
  await addOne(queue, { runAt: later(clock.now(), minutes(5)) });
  // A worker that was stopped in the middle of a commit, as by Ctrl-Z; meanwhile much becomes due.
  const stopped = new DatabaseSync(path);
  onTestFinished(() => stopped.close());
  stopped.exec('BEGIN IMMEDIATE');
  await clock.advance(minutes(10));

  expect((await queue.get(id))?.id).toBe(id);
  expect(await queue.attempts(id)).toHaveLength(1);
  const listed: string[] = [];
  for await (const item of queue.list()) listed.push(item.id);
  expect(listed).toHaveLength(2);
  expect((await queue.stats()).totals.claims).toBe(1);
  expect(await queue.holds()).toEqual([]);
  expect(await queue.events(0)).toHaveLength(3);

  stopped.exec('ROLLBACK');
  expect((await mustTake(queue)).item).toMatchObject({ id, stalls: 1 });
});
