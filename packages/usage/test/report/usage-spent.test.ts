import { expect, test } from 'vitest';
import { createPricingTable, usageSpent } from '../../src/index.ts';
import { makeCall, SPARE, usage, WORK } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();
const now = '2026-11-21T12:00:00.000Z';
const spent = (records: Parameters<typeof memoryReader>[0]['records']) =>
  usageSpent(memoryReader({ records }), WORK.id, { pricing, now });

test('budgets go by the last day, week and month of one account', () => {
  const input = usage({ input: 1_000_000 });
  const records = [
    makeCall({ id: 'today', at: '2026-11-21T11:00:00.000Z', usage: input }),
    makeCall({ id: 'this week', at: '2026-11-16T11:00:00.000Z', usage: input }),
    makeCall({ id: 'this month', at: '2026-11-01T11:00:00.000Z', usage: input }),
    makeCall({ id: 'long ago', at: '2026-09-01T11:00:00.000Z', usage: input }),
    makeCall({ id: 'another', at: '2026-11-21T11:00:00.000Z', usage: input, account: SPARE }),
  ];
  expect(spent(records)).toEqual({ tokensDay: 1_000_000, tokensWeek: 2_000_000, usdMonth: expect.closeTo(12, 9) });
});

test('money that nobody can count is unknown, and nothing spent is nothing', () => {
  const strange = makeCall({ id: 'a', at: '2026-11-21T11:00:00.000Z', model: 'of-another-house' });
  expect(spent([strange]).usdMonth).toBeNull();
  expect(spent([])).toEqual({ tokensDay: 0, tokensWeek: 0, usdMonth: 0 });
});
