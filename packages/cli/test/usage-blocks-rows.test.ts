import type { UsageBlock, UsageGap } from '@ccx/usage';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { blocksRows } from '../src/usage-view/blocks-rows.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { tokens } from './usage-report-of.ts';

const NAMES = new Map([['claude:default', 'work']]);
const NOW = '2026-11-21T12:30:00.000Z';

const OVER: UsageBlock = {
  type: 'block',
  accountId: 'claude:default',
  start: '2026-11-20T22:00:00.000Z',
  end: '2026-11-21T03:00:00.000Z',
  basis: 'hour',
  firstCallAt: '2026-11-20T22:10:00.000Z',
  lastCallAt: '2026-11-20T23:00:00.000Z',
  active: false,
  tokens: tokens({ input: 84_000 }),
  calls: 12,
  costUsd: 1.5,
  unpricedCalls: 0,
  models: ['claude-opus-5-5'],
  burnRate: { tokensPerMinute: 1680, usdPerHour: 1.8 },
  projection: null,
};
const GAP: UsageGap = {
  type: 'gap',
  accountId: 'claude:default',
  start: '2026-11-21T04:00:00.000Z',
  end: '2026-11-21T11:40:00.000Z',
};
const OPEN: UsageBlock = {
  ...OVER,
  start: '2026-11-21T10:33:00.000Z',
  end: '2026-11-21T15:33:00.000Z',
  basis: 'reset',
  active: true,
  calls: 3,
  unpricedCalls: 1,
  costUsd: 0.5,
  burnRate: { tokensPerMinute: 2000, usdPerHour: 3.2 },
  projection: { remainingMinutes: 183, totalTokens: 450_000, costUsd: 10.26 },
};

function rows(blocks: readonly (UsageBlock | UsageGap)[], columns = 80, timeZone = 'UTC'): readonly string[] {
  return blocksRows(blocks, { terminal: fakeTerminal({ columns }), names: NAMES, timeZone, now: NOW });
}

describe('the table of 5-hour windows', () => {
  test('has windows, gaps between them, and where the open one will end', () => {
    expect(rows([OVER, GAP, OPEN])).toEqual([
      ' account  5 hours                   calls  tokens    cost  per hour  from',
      ' work     2026-11-20 22:00-03:00       12     84k   $1.50     $1.80  hour',
      ' work       no call for 12h 40m',
      ' work     2026-11-21 10:33-15:33 ●      3     84k  $0.50+     $3.20  reset',
      ' total                                 15    168k  $2.00+',
      " ● work until 15:33 (3h 3m), by the account's own reset",
      '   2.0k tokens a minute, $3.20 an hour; going on like this 450k tokens, $10.26',
    ]);
  });

  test('adds those that a limit left out to the total, and says how many they are', () => {
    const options = { terminal: fakeTerminal(), names: NAMES, timeZone: 'UTC', now: NOW };
    const lines = blocksRows([OVER], { ...options, omitted: [OVER, { ...OVER, costUsd: null, unpricedCalls: 12 }] });
    expect(lines.slice(2)).toEqual([
      ' total                               36    252k  $3.00+',
      ' 2 more windows, in the total with the others',
    ]);
  });

  test('shows the clock of the zone that was named', () => {
    const lines = rows([OPEN], 80, 'Asia/Kathmandu');
    expect(lines[1]).toContain('2026-11-21 16:18-21:18');
    expect(lines[2]).toBe(' days and times of Asia/Kathmandu');
  });

  test('says nothing of a rate that nobody knows', () => {
    const lines = rows([{ ...OPEN, burnRate: null, projection: null, costUsd: null, unpricedCalls: 3 }]);
    expect(lines[1]).toMatch(/ 3 +84k +- +- +reset$/);
    expect(lines).toHaveLength(3);
  });

  test.for([
    [80, ['calls', 'tokens', 'cost', 'per hour', 'from']],
    [70, ['calls', 'tokens', 'cost', 'per hour']],
    [62, ['calls', 'tokens', 'cost']],
    [52, ['tokens', 'cost']],
  ] as const)('in %i columns has %j', ([columns, headings]) => {
    const [head, ...lines] = rows([OVER, GAP, OPEN], columns);
    expect(head?.trim().split(/ {2,}/)).toEqual(['account', '5 hours', ...headings]);
    for (const line of lines.slice(0, 3)) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });
});
