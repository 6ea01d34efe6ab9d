import { expect, test } from 'vitest';
import type { AgentEvent } from '@ccx/contracts';
import { echoHandler, workshop, type Workshop } from './support/workshop.ts';

const MINUTE = 60_000;

/** As a dialect tells that an agent has changed a file. */
const edited: AgentEvent = {
  type: 'tool-call',
  id: 't1',
  tool: 'Edit',
  input: {},
  effect: 'possible',
  seq: 0,
  at: '2026-01-01T00:00:00.000Z',
  sessionId: 's1',
  parentToolUseId: null,
  raw: '',
};

/** One item whose run takes ten minutes. */
async function underWay(): Promise<{ readonly shop: Workshop; readonly id: string | undefined }> {
  const shop = workshop({
    script: (clock) => () => ({ until: clock.sleep(10 * MINUTE), events: [edited], text: 'made', sessionId: 's1' }),
  });
  const [id] = await shop.add({});
  await shop.start();
  await shop.clock.advance(MINUTE);
  return { shop, id };
}

test('a manager that is told to stop claims nothing more and brings what runs to its end', async () => {
  const { shop, id } = await underWay();
  shop.stop.abort();
  const [other] = await shop.add({});
  await shop.clock.advance(5 * MINUTE);
  expect((await shop.get(id)).state).toBe('running');
  await shop.clock.advance(5 * MINUTE);
  expect(await shop.get(id)).toMatchObject({ state: 'done', result: 'made' });
  expect((await shop.get(other)).state).toBe('waiting');
  await shop.end();
});

test('interrupted, it ends its runs and gives their items back at once, without an attempt', async () => {
  const { shop, id } = await underWay();
  shop.stop.abort();
  shop.interrupt.abort();
  await shop.clock.advance(0);
  expect(await shop.get(id)).toMatchObject({
    state: 'waiting',
    attempts: 0,
    reason: 'it was interrupted',
    progress: { accountId: 'claude:/claude/work' },
  });
  await shop.end();
});

test('a lease is renewed for as long as the run lives, however long that is', async () => {
  const { shop, id } = await underWay();
  await shop.clock.advance(8 * MINUTE);
  expect((await shop.queue.claim({ worker: 'other', lanes: ['auto'], leaseMs: MINUTE })).lease).toBeNull();
  await shop.clock.advance(MINUTE);
  expect(await shop.get(id)).toMatchObject({ state: 'done' });
  expect((await shop.get(id)).stalls).toBeUndefined();
  await shop.end();
});

test('an item that another worker took over is not settled by the first one, and that is said', async () => {
  const { shop, id } = await underWay();
  const extend = shop.queue.extend.bind(shop.queue);
  Object.assign(shop.queue, {
    extend: async () => {
      throw new Error('disk gone');
    },
  });
  const taken = shop.clock
    .sleep(MINUTE)
    .then(() => shop.queue.claim({ worker: 'other', lanes: ['auto'], leaseMs: MINUTE }));
  await shop.clock.advance(MINUTE);
  Object.assign(shop.queue, { extend });
  const { lease } = await taken;
  expect(lease?.item).toMatchObject({ id, stalls: 1, progress: { accountId: 'claude:/claude/work' } });
  expect(shop.said.some((text) => text.includes('could not be renewed: disk gone'))).toBe(true);
  expect(shop.ends).toMatchObject([{ settled: 'stale' }]);
  expect((await shop.queue.events(0)).map(({ kind }) => kind)).toContain('late');
  expect((await shop.get(id)).state).toBe('running');
  await shop.end();
});

test('a lease that nobody took over meanwhile goes back with its progress, and is neither done nor cancelled', async () => {
  const { shop, id } = await underWay();
  const extend = shop.queue.extend.bind(shop.queue);
  Object.assign(shop.queue, { extend: async () => false });
  shop.stop.abort();
  await shop.clock.advance(20_000);
  Object.assign(shop.queue, { extend });
  expect(shop.accounts.running).toBe(0);
  expect(await shop.get(id)).toMatchObject({ state: 'waiting', reason: 'its lease was lost', attempts: 0 });
  await shop.end();
});

test('an item that is cancelled while it runs is ended at once, and ends as cancelled', async () => {
  const { shop, id = '' } = await underWay();
  expect(await shop.queue.cancel(id)).toBe('running');
  await shop.clock.advance(0);
  expect(await shop.get(id)).toMatchObject({ state: 'cancelled', reason: 'it was cancelled while it ran' });
  expect(shop.accounts.running).toBe(0);
  await shop.end();
});

test('it is cancelled also by a manager that claims nothing more', async () => {
  const { shop, id = '' } = await underWay();
  shop.stop.abort();
  await shop.clock.advance(0);
  await shop.queue.cancel(id);
  await shop.clock.advance(0);
  expect((await shop.get(id)).state).toBe('cancelled');
  await shop.end();
});

test('a step without an agent that is interrupted goes back only where it may run anew', async () => {
  const step = echoHandler(workshop().accounts, {
    agentless: true,
    prepare: async () => ({ skipAgent: null }),
    finish: (_payload, _end, _item, about) =>
      new Promise((resolve) => {
        about?.signal.addEventListener('abort', () => resolve({ is: 'retry', reason: 'ended' }));
      }),
  });
  const shop = workshop({ handlers: [step] });
  const [keeps, again] = await shop.add({}, { onEffects: 'retry' });
  await shop.start();
  shop.interrupt.abort();
  await shop.clock.advance(0);
  expect(await shop.get(keeps)).toMatchObject({ state: 'needs-human' });
  expect(await shop.get(again)).toMatchObject({ state: 'waiting', attempts: 0 });
  await shop.end();
});

test('what is written of a run says what it did, as soon as it is known', async () => {
  const { shop, id } = await underWay();
  expect((await shop.get(id)).progress).toMatchObject({ profile: 'claude/work', effects: 'none' });
  await shop.clock.advance(9 * MINUTE);
  expect((await shop.get(id)).progress).toMatchObject({ sessionId: 's1', effects: 'possible' });
  await shop.end();
});
