import { expect, test } from 'vitest';
import type { WorkDraft } from '@ccx/contracts';
import { echoHandler, workshop, type Workshop } from './support/workshop.ts';

const MINUTE = 60_000;

/** A manager whose only handler finds what `found` holds. */
function finding(
  found: () => readonly string[],
  own: { fails?: () => boolean } = {},
): Workshop & { scans: () => number } {
  let scans = 0;
  const shop = workshop({
    handlers: [
      echoHandler(workshop().accounts, {
        async *detect() {
          scans += 1;
          for (const dedupKey of found()) yield { ...draft, dedupKey };
          if (own.fails?.() === true) throw new Error('unreadable folder');
        },
      }),
    ],
    config: { concurrency: 1 },
    script: (clock) => () => ({ until: clock.sleep(60 * MINUTE) }),
  });
  return Object.assign(shop, { scans: () => scans });
}

const draft: WorkDraft = { type: 'echo', payload: {}, priority: 100, onEffects: 'resume' };

test('work is looked for at the start, and then at most every five minutes', async () => {
  const shop = finding(() => []);
  await shop.start();
  expect(shop.scans()).toBe(1);
  await shop.clock.advance(4 * MINUTE);
  expect(shop.scans()).toBe(1);
  await shop.clock.advance(6 * MINUTE);
  expect(shop.scans()).toBe(3);
  await shop.end();
});

test('what ended longer ago than is wished is taken away, and nothing else', async () => {
  const shop = workshop({ config: { keepEndedMs: 60 * MINUTE } });
  const [old] = await shop.add({});
  await shop.start();
  await shop.clock.advance(50 * MINUTE);
  const [young] = await shop.add({});
  await shop.clock.advance(16 * MINUTE);
  expect(await shop.queue.get(old ?? '')).toBeNull();
  expect((await shop.get(young)).state).toBe('done');
  expect((await shop.queue.stats()).totals.done, 'it stays counted').toBe(2);
  await shop.end();
});

test('a sync drains and never detects', async () => {
  const shop = finding(() => []);
  await shop.start();
  shop.manager.sync();
  await shop.clock.advance(MINUTE);
  expect(shop.scans()).toBe(1);
  await shop.end();
});

test('what is found again while it waits or runs is no second item', async () => {
  const shop = finding(() => ['a', 'b']);
  await shop.start();
  await shop.clock.advance(11 * MINUTE);
  expect(shop.scans()).toBe(3);
  expect((await shop.queue.stats()).states).toMatchObject({ running: 1, waiting: 1 });
  await shop.end();
});

test('a scan that fails is said and leaves what it found; it is made again at the next tick', async () => {
  let fails = true;
  const shop = finding(() => ['a'], { fails: () => fails });
  await shop.start();
  expect(shop.said).toEqual(['The scan of echo failed: unreadable folder']);
  expect((await shop.queue.stats()).states.running).toBe(1);
  fails = false;
  shop.config = { ...shop.config, detectEveryMs: 60 * MINUTE };
  await shop.clock.advance(5 * MINUTE);
  expect(shop.scans()).toBe(2);
  await shop.end();
});

test('looking now ignores the cooldown, tells how many items are new, and lifts what failures have laid on keys', async () => {
  let found = ['a', 'b', 'c'];
  const shop = finding(() => found);
  await shop.start();
  found = ['b', 'c', 'd'];
  expect(await shop.manager.detectNow()).toBe(1);
  expect(await shop.manager.detectNow('dance')).toBe(0);
  const { kind } = (await shop.queue.events(0)).at(-1) ?? {};
  expect(kind).toBe('enqueued');
  await shop.end();
});

test('a key that rests after failures is worked on again when a person looks now', async () => {
  const shop = workshop({
    config: {
      concurrency: 1,
      caps: { usdPerDay: null, itemsPerHour: null, hours: null, timeZone: 'UTC', equalFailures: null },
    },
    limits: { maxAttempts: 9 },
    script: () => (_call, index) => (index < 3 ? { status: 'failed', failure: 'tool' } : {}),
  });
  const [id] = await shop.add({ dedupKey: 'k' });
  await shop.start();
  await shop.clock.advance(4 * MINUTE);
  expect(shop.calls).toHaveLength(3);
  expect((await shop.get(id)).state).toBe('delayed');
  await shop.manager.detectNow();
  await shop.clock.advance(0);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('a cleanup that fails keeps no other from its own', async () => {
  let cleaned = 0;
  const cleanup = async (): Promise<void> => {
    cleaned += 1;
    if (cleaned === 1) throw new Error('busy');
  };
  const { accounts } = workshop();
  const shop = workshop({
    handlers: [echoHandler(accounts, { cleanup }), echoHandler(accounts, { type: 'other', cleanup })],
  });
  await shop.start();
  expect(cleaned).toBe(2);
  expect(shop.said).toEqual(['The cleanup of echo failed: busy']);
  await shop.end();
});
