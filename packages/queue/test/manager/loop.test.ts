import { expect, test } from 'vitest';
import { echoHandler, workshop } from './support/workshop.ts';

const MINUTE = 60_000;

test('work is done in the order of the queue and ends with what its handler made of it', async () => {
  const shop = workshop({ config: { concurrency: 1 }, script: () => ({ text: 'fine' }) });
  const [late, soon] = await shop.add({ payload: 'late' }, { payload: 'soon', priority: 1 });
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect(shop.calls.map(({ request }) => request.prompt)).toEqual(['"soon"', '"late"']);
  expect(await shop.get(soon)).toMatchObject({ state: 'done', result: 'fine' });
  expect(await shop.get(late)).toMatchObject({ state: 'done' });
  await shop.end();
});

test('what is enqueued by anybody wakes the loop at once, without a moment of time', async () => {
  const shop = workshop();
  await shop.start();
  const [id] = await shop.add({});
  await shop.clock.advance(0);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('never more runs at once than the configuration allows, and a change of it counts at once', async () => {
  const shop = workshop({ config: { concurrency: 2 }, script: (clock) => () => ({ until: clock.sleep(10 * MINUTE) }) });
  await shop.add({}, {}, {}, {});
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect(shop.accounts.running).toBe(2);
  shop.config = { ...shop.config, concurrency: 3 };
  await shop.clock.advance(MINUTE);
  expect(shop.accounts.running).toBe(3);
  await shop.clock.advance(60 * MINUTE);
  expect(shop.accounts.most).toBe(3);
  expect((await shop.queue.stats()).states.done).toBe(4);
  await shop.end();
});

test('a disabled manager leaves the queue as it is, detects nothing, and still cleans up at each tick', async () => {
  let [cleaned, detected] = [0, 0];
  const shop = workshop({
    config: { enabled: false },
    handlers: [
      echoHandler(workshop().accounts, {
        cleanup: async () => void (cleaned += 1),
        async *detect() {
          detected += 1;
          yield* [];
        },
      }),
    ],
  });
  const [id] = await shop.add({});
  await shop.start();
  await shop.clock.advance(11 * MINUTE);
  expect({ cleaned, detected }).toEqual({ cleaned: 3, detected: 0 });
  expect((await shop.get(id)).state).toBe('waiting');
  expect(await shop.manager.detectNow()).toBe(0);
  shop.config = { ...shop.config, enabled: true };
  await shop.clock.advance(5 * MINUTE);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('an unknown type waits for a person, is recorded and called back', async () => {
  const shop = workshop();
  const [id] = await shop.add({ type: 'dance' });
  await shop.start();
  expect(await shop.get(id)).toMatchObject({
    state: 'needs-human',
    reason: 'no handler of this worker does "dance"',
  });
  expect(shop.ends).toMatchObject([{ outcome: { is: 'needs-human' }, settled: 'settled', result: null }]);
  expect((await shop.manager.status()).recent).toMatchObject([{ workType: 'dance', status: 'failed' }]);
  await shop.end();
});

test('a payload that its handler does not understand is dead, not tried three times', async () => {
  const parse = (): never => {
    throw new Error('no prompt');
  };
  const shop = workshop({ handlers: [echoHandler(workshop().accounts, { parse })] });
  const [id] = await shop.add({});
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'dead', reason: 'its payload cannot be read: no prompt' });
  await shop.end();
});

test.each(['prepare', 'finish'] as const)(
  'a handler that throws in %s leaks neither a lease nor a line',
  async (step) => {
    const broken = async (): Promise<never> => {
      throw new Error('boom');
    };
    const shop = workshop({
      handlers: [echoHandler(workshop().accounts, { [step]: broken })],
      limits: { maxAttempts: 1 },
    });
    const [id] = await shop.add({});
    await shop.start();
    const item = await shop.get(id);
    expect(item.state).toBe('dead');
    expect(item.reason).toContain('boom');
    expect((await shop.manager.status()).active).toEqual([]);
    expect(await shop.queue.inProgress()).toBe(0);
    await shop.end();
  },
);

test('work without an agent takes no place, no start and no invocation', async () => {
  const skip = echoHandler(workshop().accounts, { prepare: async () => ({ skipAgent: 'nothing to do' }) });
  const shop = workshop({ handlers: [skip], limits: { startsPerHour: 1 } });
  const ids = await shop.add({}, {}, {});
  await shop.start();
  await shop.clock.advance(MINUTE);
  for (const id of ids) expect(await shop.get(id)).toMatchObject({ state: 'done', result: 'nothing to do' });
  expect((await shop.queue.stats()).rate.used).toBe(0);
  expect((await shop.manager.status()).stats).toEqual({ totalInvocations: 0, successes: 0, failures: 0 });
  await shop.end();
});

test('work without an agent goes on while no account has room and while every place is taken', async () => {
  const shop = workshop({
    handlers: [
      echoHandler(workshop().accounts),
      {
        ...echoHandler(workshop().accounts),
        type: 'step',
        agentless: true,
        prepare: async () => ({ skipAgent: 'ok' }),
      },
    ],
  });
  shop.accounts.limit('claude/work', '2026-01-01T03:00:00.000Z');
  const [prompt, step] = await shop.add({}, { type: 'step' });
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect((await shop.get(step)).state).toBe('done');
  expect((await shop.get(prompt)).state).toBe('waiting');
  await shop.end();
});

test('a second run of one manager is refused', async () => {
  const shop = workshop();
  await shop.start();
  await expect(shop.manager.run(new AbortController().signal)).rejects.toThrow('runs already');
  await shop.end();
});

test('two handlers of one type are refused', () => {
  const { accounts } = workshop();
  expect(() => workshop({ handlers: [echoHandler(accounts), echoHandler(accounts)] })).toThrow(
    'Two handlers do "echo"',
  );
});

test('a queue that cannot be asked for a moment is asked again; one that is gone ends the manager', async () => {
  const shop = workshop();
  const claim = shop.queue.claim.bind(shop.queue);
  let broken = true;
  const failing: typeof claim = (by) => (broken ? Promise.reject(new Error('disk busy')) : claim(by));
  Object.assign(shop.queue, { claim: failing });
  const [id] = await shop.add({});
  await shop.start();
  expect(shop.said).toEqual(['The queue could not be asked: disk busy']);
  broken = false;
  await shop.clock.advance(10_000);
  expect((await shop.get(id)).state).toBe('done');
  broken = true;
  shop.stop.abort();
  await shop.clock.advance(0);
  const gone = workshop();
  Object.assign(gone.queue, { claim: failing });
  const ending = gone.manager.run(gone.stop.signal).catch(String);
  await gone.clock.advance(2 * MINUTE);
  expect(await ending).toBe('Error: disk busy');
});

test('a long scan keeps no work waiting', async () => {
  let over = (): void => {};
  const scanned = new Promise<void>((resolve) => {
    over = resolve;
  });
  const shop = workshop({
    handlers: [
      echoHandler(workshop().accounts, {
        async *detect() {
          await scanned;
          yield* [];
        },
      }),
    ],
  });
  const [id] = await shop.add({});
  await shop.start();
  expect((await shop.get(id)).state).toBe('done');
  over();
  await shop.end();
});
