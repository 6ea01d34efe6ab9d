import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkItem } from '@ccx/contracts';
import { planBacklog } from '../../src/plan/plan-backlog.ts';
import { testAccounts, type TestAccounts } from '../manager/support/accounts.ts';
import { workshop } from '../manager/support/workshop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = '2026-01-01T00:00:00.000Z';
const ACCOUNTS = [{ name: 'claude/work', places: 2 }, { name: 'claude/private' }, { name: 'codex' }];

const anyItem = fc.record({
  priority: fc.integer({ min: 0, max: 3 }),
  lane: fc.constantFrom('auto', 'claude', 'claude/work', 'codex'),
  limitKey: fc.constantFrom('', '/a', '/b'),
  minutes: fc.integer({ min: 1, max: 90 }),
  startsInMinutes: fc.option(fc.integer({ min: 1, max: 200 })),
  afterThePrevious: fc.boolean(),
});

const atMinute = (minutes: number): string => new Date(Date.parse(NOW) + minutes * MINUTE).toISOString();

test('what a plan says is what comes true, where every run takes its time and nobody interferes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyItem, { minLength: 1, maxLength: 10 }),
      fc.dictionary(fc.constantFrom('claude/work', 'codex'), fc.integer({ min: 1, max: 300 })),
      fc.integer({ min: 1, max: 4 }),
      async (drafts, limited, concurrency) => {
        const limits = { startsPerHour: 4 };
        const limit = (accounts: TestAccounts): TestAccounts => {
          for (const [name, minutes] of Object.entries(limited)) accounts.limit(name, atMinute(minutes));
          return accounts;
        };
        const minutesOf = (payload: unknown): number => Math.round(Number(payload) * MINUTE);
        const shop = workshop({
          accounts: ACCOUNTS,
          limits,
          config: { concurrency, detectEveryMs: 48 * HOUR },
          napMs: 48 * HOUR,
          leaseMs: HOUR,
          extendEveryMs: 20 * MINUTE,
          script:
            (clock) =>
            ({ request }) => ({ until: clock.sleep(minutesOf(JSON.parse(request.prompt))) }),
        });
        limit(shop.accounts);
        let previous: string | undefined;
        for (const [at, { minutes, startsInMinutes, limitKey, afterThePrevious, ...draft }] of drafts.entries()) {
          [previous] = await shop.add({
            ...draft,
            // No two runs end in the same millisecond: which account is free first then is chance, in life too.
            payload: minutes + 2 ** at / MINUTE,
            ...(limitKey !== '' && { limitKey }),
            ...(startsInMinutes !== null && { runAt: atMinute(startsInMinutes) }),
            ...(afterThePrevious && previous !== undefined && { after: [previous] }),
          });
        }
        const items: WorkItem[] = [];
        for await (const item of shop.queue.list()) items.push(item);
        const plan = await planBacklog({
          items,
          holds: [],
          limits,
          config: shop.config,
          need: testAccounts({ now: () => NOW }, ACCOUNTS).need,
          router: ({ clock }) => limit(testAccounts(clock, ACCOUNTS)).router,
          now: NOW,
          estimate: ({ payload }) => minutesOf(payload),
        });
        await shop.start();
        await shop.clock.advance(36 * HOUR);
        for (const { item, at, until, account } of plan.entries) {
          const { startedAt, endedAt, progress } = await shop.get(item.id);
          expect({ at, until, account }).toEqual({ at: startedAt, until: endedAt, account: progress?.profile });
        }
        await shop.end();
      },
    ),
    { numRuns: 40 },
  );
});
