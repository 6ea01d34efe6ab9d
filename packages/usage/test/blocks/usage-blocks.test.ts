import type { UsageRecord } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageBlocks, type UsageBlock, type UsageBlocksOptions } from '../../src/index.ts';
import { CODEX, makeCall, SPARE, usage, WORK } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();
const NOW = '2026-11-25T00:00:00.000Z';

/** An instant of 21 November and the days after it: `at('26:30')` is half past two on the 22nd. */
function at(time: string): string {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return new Date(Date.UTC(2026, 10, 21, hours, minutes) + seconds * 1000).toISOString();
}

const callsAt = (...times: readonly string[]): readonly UsageRecord[] =>
  times.map((time, index) => makeCall({ id: `call-${index}`, at: at(time) }));

function blocks(
  records: readonly UsageRecord[],
  options: Partial<UsageBlocksOptions> = {},
): ReturnType<typeof usageBlocks> {
  return usageBlocks(memoryReader({ records }), { pricing, now: NOW, ...options });
}

const spans = (found: ReturnType<typeof usageBlocks>): unknown[] =>
  found.map((one) => [one.type === 'block' ? one.calls : 'gap', one.start, one.end]);

const onlyBlocks = (found: ReturnType<typeof usageBlocks>): readonly UsageBlock[] =>
  found.flatMap((one) => (one.type === 'block' ? one : []));

describe('a block', () => {
  test('begins with the full hour (UTC) of its first call and lasts 5 hours', () => {
    expect(spans(blocks(callsAt('10:45', '12:00', '14:59:59')))).toEqual([[3, at('10:00'), at('15:00')]]);
  });

  test('still has a call exactly 5 hours after its beginning, and none later', () => {
    expect(spans(blocks(callsAt('10:45', '15:00')))).toEqual([[2, at('10:00'), at('15:00')]]);
    expect(spans(blocks(callsAt('10:45', '15:00:01')))).toEqual([
      [1, at('10:00'), at('15:00')],
      [1, at('15:00'), at('20:00')],
    ]);
  });

  test('is followed by a gap after more than 5 hours without a call, from 5 hours after the last one', () => {
    expect(spans(blocks(callsAt('10:45', '11:30', '20:15')))).toEqual([
      [2, at('10:00'), at('15:00')],
      ['gap', at('16:30'), at('20:15')],
      [1, at('20:00'), at('25:00')],
    ]);
  });

  test("is an account's own", () => {
    const records = [
      makeCall({ id: 'a', at: at('10:00') }),
      makeCall({ id: 'b', at: at('11:00'), account: SPARE }),
      makeCall({ id: 'c', at: at('12:00'), account: CODEX, model: 'gpt-x' }),
    ];
    const all = onlyBlocks(blocks(records));
    expect(all.map(({ accountId, start }) => [accountId, start])).toEqual([
      [WORK.id, at('10:00')],
      [SPARE.id, at('11:00')],
      [CODEX.id, at('12:00')],
    ]);
    expect(onlyBlocks(blocks(records, { accountIds: [SPARE.id] }))).toEqual([all[1]]);
    expect(onlyBlocks(blocks(records, { agent: 'codex' }))).toEqual([all[2]]);
  });

  test('holds tokens, cost, models and what has no price', () => {
    const [block] = onlyBlocks(
      blocks([
        makeCall({ id: 'a', at: at('10:00'), usage: usage({ input: 1000, cacheRead: 1000 }) }),
        makeCall({ id: 'b', at: at('11:00'), model: 'gpt-x', usage: usage({ output: 5, reasoning: 2 }) }),
      ]),
    );
    expect(block).toMatchObject({
      basis: 'hour',
      firstCallAt: at('10:00'),
      lastCallAt: at('11:00'),
      calls: 2,
      costUsd: expect.closeTo(0.0042, 9),
      unpricedCalls: 1,
      models: ['claude-opus-5-5', 'gpt-x'],
      tokens: { input: 1000, output: 5, cacheRead: 1000, total: 2005, reasoning: 2 },
    });
  });

  test("costs what the vendor says, or the table, by the report's mode", () => {
    const records = [makeCall({ id: 'a', vendorCostUsd: 3 })];
    const costs = (['auto', 'display', 'calculate'] as const).map(
      (mode) => onlyBlocks(blocks(records, { mode }))[0]?.costUsd,
    );
    expect(costs).toEqual([3, 3, expect.closeTo(0.0004, 9)]);
  });
});

describe('the active block', () => {
  const records = callsAt('10:30', '11:30').map((call) => ({ ...call, usage: usage({ input: 60_000 }) }));

  test('has a rate between its first and last call, and what it will come to', () => {
    const [block] = onlyBlocks(blocks(records, { now: at('12:00') }));
    expect(block).toMatchObject({
      active: true,
      burnRate: { tokensPerMinute: 2000, usdPerHour: expect.closeTo(0.48, 9) },
      projection: { remainingMinutes: 180, totalTokens: 480_000, costUsd: expect.closeTo(0.48 + 1.44, 9) },
    });
  });

  test.each([
    ['at its end', '15:00', false],
    ['just before it', '14:59:59', true],
    ['before it began', '09:00', false],
  ])('is active or not %s', (_, time, active) => {
    const [block] = onlyBlocks(blocks(records, { now: at(time) }));
    expect(block?.active).toBe(active);
    expect(block?.projection === null).toBe(!active);
  });

  test('has no rate where all of its calls came at once, and no cost in it where nothing has a price', () => {
    const [one] = onlyBlocks(blocks(callsAt('10:30'), { now: at('11:00') }));
    expect(one).toMatchObject({ active: true, burnRate: null, projection: null });
    const unpriced = records.map((call) => ({ ...call, model: 'gpt-x' }));
    const [other] = onlyBlocks(blocks(unpriced, { now: at('11:45') }));
    expect(other).toMatchObject({ costUsd: null, burnRate: { usdPerHour: null }, projection: { costUsd: null } });
  });
});

describe('a reset that is known', () => {
  const resets = (...times: readonly string[]): Partial<UsageBlocksOptions> => ({ resetsOf: () => times.map(at) });

  test('places the window that it ends', () => {
    const [block, next] = onlyBlocks(blocks(callsAt('10:45', '15:20', '15:40'), resets('15:37')));
    expect(block).toMatchObject({ basis: 'reset', start: at('10:37'), end: at('15:37'), calls: 2 });
    // 15:00 would be the hour, but until 15:37 it was the window before.
    expect(next).toMatchObject({ basis: 'hour', start: at('15:37'), end: at('20:37'), calls: 1 });
  });

  test('cuts the block before its window', () => {
    const found = blocks(callsAt('10:45', '12:10', '12:40', '17:00'), resets('17:37'));
    expect(spans(found)).toEqual([
      [2, at('10:00'), at('12:37')],
      [2, at('12:37'), at('17:37')],
    ]);
  });

  test('stated twice within minutes is one, and an early one is followed by a shorter window', () => {
    expect(spans(blocks(callsAt('10:45', '15:36:30'), resets('15:37', '15:36')))).toEqual([
      [1, at('10:36'), at('15:36')],
      [1, at('15:36'), at('20:36')],
    ]);
    expect(spans(blocks(callsAt('10:45', '13:00'), resets('14:00', '12:00')))).toEqual([
      [1, at('07:00'), at('12:00')],
      [1, at('12:00'), at('14:00')],
    ]);
  });

  test('of another time changes nothing', () => {
    const calls = callsAt('10:45', '12:10');
    expect(blocks(calls, resets('04:00', '30:00'))).toEqual(blocks(calls));
  });
});

describe('blocks since a time', () => {
  test('are those of the whole history that end later, however far back the last pause lies', () => {
    const pause = fc.integer({ min: 100, max: 299 });
    const minutes = fc.array(fc.oneof({ weight: 30, arbitrary: pause }, fc.integer({ min: 301, max: 900 })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(minutes, fc.nat(), fc.integer({ min: -300, max: 300 }), (pauses, near, beside) => {
        let time = Date.parse(at('0:00'));
        const times = pauses.map((pause) => (time += pause * 60_000));
        const records = times.map((ms) => makeCall({ id: `${ms}`, at: new Date(ms).toISOString() }));
        const from = new Date((times[near % times.length] ?? 0) + beside * 60_000).toISOString();
        const options = { now: NOW };
        const kept = onlyBlocks(blocks(records, { ...options, since: from }));
        expect(kept).toEqual(onlyBlocks(blocks(records, options)).filter(({ end }) => end > from));
      }),
    );
  });

  test.each([
    ['nothing', []],
    ['a call after a pause', ['120:00']],
  ])('go by a row of calls without a pause that ends with %s', (_, after) => {
    for (let calls = 30; calls < 36; calls += 1) {
      const row = Array.from({ length: calls }, (__, index) => `0:${50 + index * 100}`);
      const records = callsAt(...row, ...after);
      const since = at(`0:${50 + calls * 100 - 60}`);
      const all = onlyBlocks(blocks(records)).filter(({ end }) => end > since);
      expect(onlyBlocks(blocks(records, { since }))).toEqual(all);
    }
  });

  test('read no more of a history than they need', () => {
    const reader = memoryReader({ records: callsAt('0:00', '100:00') });
    const read: (string | null)[] = [];
    usageBlocks(
      {
        ...reader,
        usageCalls: (query) => {
          read.push(query.range.from);
          return reader.usageCalls(query);
        },
      },
      { pricing, now: at('101:00'), since: at('99:00') },
    );
    expect(new Set(read)).toEqual(new Set([at('75:00')]));
  });
});

test('blocks hold every call once, follow one another, and lose none between them, with or without known resets', () => {
  const calls = fc.array(fc.nat(5 * 24 * 60), { maxLength: 40 });
  fc.assert(
    fc.property(calls, fc.array(fc.nat(5 * 24 * 60), { maxLength: 6 }), (times, resets) => {
      const instant = (minute: number): string => new Date(Date.parse(at('0:00')) + minute * 60_000).toISOString();
      const records = times.map((minute, index) => makeCall({ id: `call-${index}`, at: instant(minute) }));
      const found = onlyBlocks(blocks(records, { resetsOf: () => resets.map(instant) }));
      expect(found.reduce((sum, block) => sum + block.calls, 0)).toBe(records.length);
      for (const [index, block] of found.entries()) {
        expect(block.start <= block.firstCallAt && block.lastCallAt <= block.end).toBe(true);
        expect(Date.parse(block.end) - Date.parse(block.start)).toBeLessThanOrEqual(5 * 36e5);
        const next = found[index + 1];
        if (next !== undefined) expect(block.end <= next.start && block.lastCallAt < next.firstCallAt).toBe(true);
      }
    }),
  );
});
