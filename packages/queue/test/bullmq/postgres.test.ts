import { expect, onTestFinished, test } from 'vitest';
import { createBullmqQueue, migrateBullmqQueue } from '../../src/index.ts';
import { addOne, ids, mustTake, take } from '../suite/subject.ts';
import { open } from './open-for-test.ts';
import { withPostgres } from './postgres-server.ts';

withPostgres('a PostgreSQL server', (server) => {
  test('is not touched before it is migrated, and it is said how', async () => {
    await server().ask('DROP SCHEMA IF EXISTS untouched CASCADE');
    const queue = { connection: server().url, prefix: 'untouched' };
    await expect(createBullmqQueue(queue)).rejects.toMatchObject({
      code: 'invalid_config',
      hint: 'ccx queue migrate',
    });
    expect(await server().ask(`SELECT 1 FROM pg_namespace WHERE nspname = 'untouched'`)).toEqual([]);
    expect(await migrateBullmqQueue(queue)).toBe(true);
    await addOne(await open(queue), {});
  });

  test('that BullMQ alone was prepared in, is not prepared yet', async () => {
    const queue = { connection: server().url, prefix: await server().prefix() };
    await server().ask(`ALTER TABLE ${queue.prefix}.ccx_queue RENAME TO elsewhere`);
    onTestFinished(() =>
      server()
        .ask(`ALTER TABLE ${queue.prefix}.elsewhere RENAME TO ccx_queue`)
        .then(() => {}),
    );
    await expect(createBullmqQueue(queue)).rejects.toMatchObject({ hint: 'ccx queue migrate' });
  });

  test('is migrated once, whoever asks for it and how often, and keeps its work', async () => {
    await server().ask('DROP SCHEMA IF EXISTS several CASCADE');
    const queue = { connection: server().url, prefix: 'several' };
    const changed = await Promise.all([
      migrateBullmqQueue(queue),
      migrateBullmqQueue(queue),
      migrateBullmqQueue(queue),
    ]);
    expect(changed).toContain(true);
    const backlog = await open(queue);
    const id = await addOne(backlog, {});
    expect(await migrateBullmqQueue(queue)).toBe(false);
    expect(await ids(backlog)).toEqual([id]);
  });

  test('of a newer version is not worked at', async () => {
    const queue = { connection: server().url, prefix: await server().prefix() };
    await server().ask(`UPDATE ${queue.prefix}.ccx_queue SET format = 2`);
    onTestFinished(() =>
      server()
        .ask(`UPDATE ${queue.prefix}.ccx_queue SET format = 1`)
        .then(() => {}),
    );
    await expect(createBullmqQueue(queue)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('another version of ccx'),
    });
  });

  test('queues of different prefixes share nothing', async () => {
    const prefix = await server().prefix();
    await server().ask('DROP SCHEMA IF EXISTS another CASCADE');
    await migrateBullmqQueue({ connection: server().url, prefix: 'another' });
    const one = await open({ connection: server().url, prefix });
    const two = await open({ connection: server().url, prefix: 'another' });
    await addOne(one, {});
    expect(await ids(two)).toEqual([]);
    expect(await take(two)).toBeNull();
  });

  test.for(['ccx-1', 'a"; DROP TABLE job; --', ''])('"%s" is no prefix there', async (prefix) => {
    const queue = { connection: server().url, prefix };
    await expect(createBullmqQueue(queue)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(migrateBullmqQueue(queue)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  test.for(['fsync', 'synchronous_commit'])('whose %s is off is warned of', async (setting) => {
    await server().ask(`ALTER SYSTEM SET ${setting} = off`);
    await server().ask('SELECT pg_reload_conf()');
    onTestFinished(async () => {
      await server().ask(`ALTER SYSTEM RESET ${setting}`);
      await server().ask('SELECT pg_reload_conf()');
    });
    const warnings: string[] = [];
    const prefix = await server().prefix();
    await open({ connection: server().url, prefix, onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual([expect.stringContaining(`${setting} is off`)]);
  });

  test('that ends all connections is found again, and what was leased is still', async () => {
    const queue = await open({ connection: server().url, prefix: await server().prefix() });
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    await server().ask('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    const settle = () => queue.settle(lease, { is: 'done', result: null });
    expect(await settle().catch(settle)).toBe('settled');
    expect((await queue.get(id))?.state).toBe('done');
  });
});
