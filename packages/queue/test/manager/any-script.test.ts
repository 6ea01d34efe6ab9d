import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FailureClass } from '@ccx/contracts';
import { CLASSES } from './support/results.ts';
import { workshop } from './support/workshop.ts';

const HOUR = 3_600_000;

/** One run of an agent, as it may go. */
const anyRun = fc.record({
  status: fc.constantFrom('success', 'failed', 'limited', 'auth', 'timed-out', 'cancelled'),
  failure: fc.constantFrom<FailureClass>(...CLASSES.filter((one) => one !== 'limit' && one !== 'auth')),
  minutes: fc.integer({ min: 0, max: 90 }),
  effects: fc.constantFrom('none', 'possible'),
  sessionId: fc.constantFrom('s1', 's2', null),
  resetsInMinutes: fc.option(fc.integer({ min: -10, max: 300 })),
  refusal: fc.constantFrom<'none' | 'agent_missing' | 'io_failed' | 'not_a_repository'>(
    'none',
    'none',
    'none',
    'agent_missing',
    'io_failed',
    'not_a_repository',
  ),
});

test('whatever agents answer, every item ends once, done or with a reason, and never more run than may', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRun, { maxLength: 30 }),
      fc.array(fc.constantFrom('resume', 'retry', 'ask'), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      async (runs, policies, concurrency) => {
        const shop = workshop({
          accounts: [{ name: 'claude/work', places: 2 }, { name: 'codex', places: 2 }, { name: 'gemini' }],
          config: {
            concurrency,
            detectEveryMs: 12 * HOUR,
            caps: { usdPerDay: null, itemsPerHour: null, hours: null, timeZone: 'UTC', equalFailures: null },
          },
          napMs: 12 * HOUR,
          script: (clock) => (_call, index) => {
            const run = runs[index];
            if (run === undefined) return {};
            const { minutes, sessionId, resetsInMinutes, refusal, failure, status, effects } = run;
            if (refusal !== 'none') return { error: Object.assign(new Error(refusal), { code: refusal }) };
            const resetsAt = new Date(Date.parse(clock.now()) + (resetsInMinutes ?? 0) * 60_000).toISOString();
            return {
              status,
              effects,
              ...(status === 'failed' && { failure }),
              ...(sessionId !== null && { sessionId }),
              ...(resetsInMinutes !== null && { resetsAt }),
              until: clock.sleep(minutes * 60_000),
            };
          },
        });
        const ids = await shop.add(...policies.map((onEffects) => ({ onEffects })));
        await shop.start();
        for (let hours = 0; hours < 24 * 14; hours += 6) await shop.clock.advance(6 * HOUR);
        expect(shop.accounts.most).toBeLessThanOrEqual(concurrency);
        expect(shop.accounts.running).toBe(0);
        for (const id of ids) {
          const item = await shop.get(id);
          expect(['done', 'dead', 'needs-human', 'cancelled']).toContain(item.state);
          if (item.state !== 'done') expect(item.reason).toBeTruthy();
          const ends = (await shop.queue.attempts(id)).filter(({ outcome }) => outcome === 'done');
          expect(ends.length).toBe(item.state === 'done' ? 1 : 0);
        }
        await shop.end();
      },
    ),
    { numRuns: 40 },
  );
}, 300_000);
