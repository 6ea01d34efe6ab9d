import type { QuotaSample } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageReport, type UsageReportRequest, type WindowChange } from '../../src/index.ts';
import { makeCall, SPARE, WORK } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const at = (time: string): string => `2026-11-21T${time}:00.000Z`;
const RESET = at('15:00');

/** A session with a call at noon and one at 13:00. */
const calls = [makeCall({ id: 'a', at: at('12:00') }), makeCall({ id: 'b', at: at('13:00') })];

function sample(time: string, usedPercent: number, more: Partial<QuotaSample> = {}): QuotaSample {
  return { windowId: 'session', at: at(time), usedPercent, resetsAt: RESET, source: 'statusline', ...more };
}

function changes(
  samples: readonly QuotaSample[],
  { records = calls, request = { kind: 'session' } }: { records?: typeof calls; request?: UsageReportRequest } = {},
): readonly (readonly WindowChange[] | undefined)[] {
  const quotas = { quotaHistory: (id: string) => (id === WORK.id ? samples : []) };
  const { rows } = usageReport(memoryReader({ records }), request, { pricing: createPricingTable(), quotas });
  return rows.map(({ windows }) => windows);
}

describe('what a session changed in a window', () => {
  test('lies between the last reading before its first call and the first after its last', () => {
    const samples = [
      sample('11:00', 1),
      sample('11:59', 10),
      sample('12:30', 20),
      sample('13:00', 31),
      sample('14:00', 50),
    ];
    expect(changes(samples)).toEqual([
      [{ accountId: WORK.id, windowId: 'session', before: 10, after: 31, resetsAt: RESET }],
    ]);
  });

  test('is told of each window apart', () => {
    const weekly = { windowId: 'weekly', resetsAt: '2026-11-25T00:00:00.000Z' };
    const samples = [sample('11:00', 1), sample('11:00', 5, weekly), sample('14:00', 7, weekly), sample('14:00', 9)];
    expect(changes(samples)[0]).toMatchObject([
      { windowId: 'session', before: 1, after: 9 },
      { windowId: 'weekly', before: 5, after: 7 },
    ]);
  });

  test.for([
    ['nothing was read before it', [sample('12:01', 1), sample('14:00', 9)]],
    ['nothing was read after it', [sample('11:00', 1), sample('12:59', 9)]],
    [
      'the reading before it was of an earlier window',
      [sample('11:00', 90, { resetsAt: at('11:30') }), sample('14:00', 9)],
    ],
    ['the reading after it is of a later window', [sample('11:00', 1), sample('14:00', 9, { resetsAt: at('20:00') })]],
    [
      'the window ended during it',
      [sample('11:00', 1, { resetsAt: at('12:30') }), sample('14:00', 9, { resetsAt: at('12:31') })],
    ],
    ['a reading does not say of which window it is', [sample('11:00', 1, { resetsAt: null }), sample('14:00', 9)]],
    ['the other reading does not say it', [sample('11:00', 1), sample('14:00', 9, { resetsAt: null })]],
  ] as const)('is not told where %s', ([, samples]) => {
    expect(changes(samples)).toEqual([[]]);
  });

  test('is the same window also where two sources round its reset', () => {
    expect(changes([sample('11:00', 1), sample('14:00', 9, { resetsAt: at('15:01') })])[0]).toHaveLength(1);
  });

  test('is told of the account that paid, and of sessions alone', () => {
    const samples = [sample('11:00', 1), sample('14:00', 9)];
    expect(changes(samples, { records: calls.map((call) => ({ ...call, account: SPARE })) })).toEqual([[]]);
    expect(changes(samples, { request: { kind: 'daily' } })).toEqual([undefined]);
    expect(changes(samples, { request: { kind: 'session', by: 'model' } })).toEqual([undefined]);
  });
});

test('a row tells when its first and its last call were made', () => {
  const { rows } = usageReport(memoryReader({ records: calls }), { kind: 'model' }, { pricing: createPricingTable() });
  expect(rows).toMatchObject([{ firstCallAt: at('12:00'), lastCallAt: at('13:00') }]);
});
