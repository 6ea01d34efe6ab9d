import type { UsageReport } from '@ccx/usage';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { usageRows } from '../src/usage-view/usage-rows.ts';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.ts';
import { modelSums, reportOf, row, tokens } from './usage-report-of.ts';

const NAMES = new Map([
  ['claude:default', 'work'],
  ['claude:/home/ada/.claude-b', 'private'],
]);

function rows(
  report: UsageReport,
  terminal: FakeTerminal = fakeTerminal(),
  shares: UsageReport | null = null,
): readonly string[] {
  return usageRows(report, { terminal, names: NAMES, shares });
}

const THURSDAY = row('2026-11-19', {
  calls: 212,
  tokens: tokens({
    input: 1_200_000,
    output: 84_000,
    cacheRead: 38_100_000,
    cacheWrite5m: 2_000_000,
    cacheWrite1h: 200_000,
  }),
  costUsd: 21.4,
});
const FRIDAY = row('2026-11-20', {
  calls: 41,
  tokens: tokens({ input: 200_000, output: 12_000, cacheRead: 6_000_000, cacheWrite5m: 400_000 }),
  costUsd: 0.004,
});

describe('the table of a report', () => {
  test('has a line for each day, numbers right, and their sum', () => {
    expect(rows(reportOf([THURSDAY, FRIDAY]))).toEqual([
      ' day             calls    in  out  cache read  cache write    cost',
      ' Thu 2026-11-19    212  1.2M  84k       38.1M         2.2M  $21.40',
      ' Fri 2026-11-20     41  200k  12k        6.0M         400k  <$0.01',
      ' total             253  1.4M  96k       44.1M         2.6M  $21.40',
    ]);
  });

  test('leaves the sum out below a single line', () => {
    expect(rows(reportOf([THURSDAY]))).toHaveLength(2);
  });

  test.for([
    [80, ['calls', 'in', 'out', 'cache read', 'cache write', 'cost']],
    [64, ['calls', 'in', 'out', 'cache read', 'cost']],
    [50, ['calls', 'in', 'out', 'cost']],
    [36, ['in', 'out', 'cost']],
    [10, ['in', 'out', 'cost']],
  ] as const)('in %i columns has %j', ([columns, headings]) => {
    const lines = rows(reportOf([THURSDAY, FRIDAY]), fakeTerminal({ columns }));
    expect(lines[0]?.trim().split(/ {2,}/)).toEqual(['day', ...headings]);
    if (columns > 30) for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  test('tells whose calls they were where there is room, the dearest first', () => {
    const shares = reportOf(
      [
        row('2026-11-19', { by: 'claude:/home/ada/.claude-b', costUsd: 3.2 }),
        row('2026-11-19', { by: 'claude:default', costUsd: 18.2 }),
        row('2026-11-20', { by: 'claude:default', costUsd: 0.004 }),
      ],
      { by: 'profile' },
    );
    const report = reportOf([THURSDAY, FRIDAY]);
    const wide = rows(report, fakeTerminal({ columns: 120 }), shares);
    expect(wide[1]).toMatch(/\$21\.40 {2}work \$18\.20 {2}private \$3\.20$/);
    expect(wide[2]).toMatch(/<\$0\.01 {2}work <\$0\.01$/);
    expect(rows(report, fakeTerminal({ columns: 80 }), shares)[0]).not.toContain('by account');
  });

  test('names a second dimension beside the first, and what each model has of a row below it', () => {
    const [head, first, part] = rows(
      reportOf(
        [
          row('2026-11-16', { by: 'claude:default', models: [modelSums('claude-opus-5-5', { costUsd: 1 })] }),
          row('2026-11-16', { by: null }),
        ],
        { kind: 'weekly', by: 'profile' },
      ),
    );
    expect(head).toMatch(/^ week of +account +calls/);
    expect(first).toMatch(/^ Mon 2026-11-16 +work +1 /);
    expect(part).toMatch(/^ {3}claude-opus-5-5 +1 .*\$1\.00$/);
  });

  test.for([
    ['monthly', '2026-11-01', 'month', '2026-11'],
    ['session', '7d54a799-aaaa-bbbb', 'session', '7d54a799'],
    ['project', '/home/ada/shop', 'project', '~/shop'],
    ['model', 'claude-opus-5-5', 'model', 'claude-opus-5-5'],
    ['profile', 'claude:default', 'account', 'work'],
    ['profile', 'claude:/home/ada/.claude-gone', 'account', 'claude (~/.claude-gone)'],
    ['branch', null, 'branch', '-'],
    ['worktree', '/home/ada/shop-fix', 'worktree', '~/shop-fix'],
    ['subagent', 'Explore', 'subagent', 'Explore'],
    ['entrypoint', 'cli', 'entrypoint', 'cli'],
  ] as const)('of %s names %j as people do', ([kind, key, heading, name]) => {
    const [head, first] = rows(reportOf([row(key)], { kind }));
    expect(head?.trim().split(/ {2,}/)[0]).toBe(heading);
    expect(first?.trim().split(/ {2,}/)[0]).toBe(name);
  });

  test('of sessions tells when each made its last call, and what it changed in the 5 hours where that is known', () => {
    const change = { accountId: 'claude:default', windowId: 'session', before: 10.9, after: 31, resetsAt: '' };
    const known = row('7d54a799-aaaa', { lastCallAt: '2026-11-19T14:03:59.000Z', windows: [change] });
    const weekly = row('9a', { lastCallAt: '2026-11-20T14:03:00.000Z', windows: [{ ...change, windowId: 'weekly' }] });
    const berlin = { kind: 'session', timeZone: 'Europe/Berlin' } as const;
    const shown = rows(reportOf([known, weekly], berlin)).map((line) => line.trim().split(/ {2,}/).slice(0, 3));
    expect(shown.slice(0, 3)).toEqual([
      ['session', 'last call', '5 hours'],
      ['7d54a799', '2026-11-19 15:03', '10→31%'],
      ['9a', '2026-11-20 15:03', '1'],
    ]);
    const [unknown] = rows(reportOf([weekly], berlin));
    expect(unknown).not.toContain('5 hours');
  });

  test('cuts a long path in the middle', () => {
    const [, first] = rows(reportOf([row(`/srv/${'deep/'.repeat(30)}app`)], { kind: 'project' }));
    expect(first).toContain('…');
    expect(first).toContain('app  ');
    expect(stringWidth(first ?? '')).toBeLessThanOrEqual(80);
  });

  test.for([100, 80, 50, 40])('cuts names where two of them leave no room for the numbers in %i columns', (columns) => {
    const pair = row('/srv/a/very/long/path/to/a/project-name', { by: 'feature/a-very-long-branch-name-of-somebody' });
    const report = reportOf([pair, row('/srv/b', { by: 'main' })], {
      kind: 'project',
      by: 'branch',
      unpriced: ['one', 'two', 'three'].map((model) => ({ model: `model-${model}`, calls: 1, tokens: 1 })),
      omittedRows: 3,
    });
    const lines = rows(report, fakeTerminal({ columns }));
    expect(lines[0]).toMatch(/^ project .* branch .* cost$/);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join(' ')).toContain('model-three (1)');
  });

  test('lets no name move the cursor', () => {
    for (const kind of ['project', 'branch', 'model', 'profile'] as const) {
      expect(rows(reportOf([row('a\u001b[2Jb')], { kind })).join('')).not.toContain('\u001b');
    }
  });
});

describe('what a cost leaves out', () => {
  test('is marked at the cost, and nothing that has no price is nought', () => {
    const lines = rows(
      reportOf(
        [
          row('2026-11-19', { calls: 3, unpricedCalls: 1, costUsd: 2 }),
          row('2026-11-20', { calls: 2, unpricedCalls: 2, costUsd: null }),
        ],
        { unpriced: [{ model: 'gpt-x', calls: 3, tokens: 9 }] },
      ),
    );
    expect(lines[1]).toMatch(/ \$2\.00\+$/);
    expect(lines[2]).toMatch(/ -$/);
    expect(lines[3]).toMatch(/ \$2\.00\+$/);
    expect(lines).toContain(' without a price, and not in the cost: gpt-x (3)');
  });

  test('says whose price is missing where only the vendor was asked', () => {
    const unpriced = [{ model: 'claude-opus-5-5', calls: 3, tokens: 9 }];
    expect(rows(reportOf([THURSDAY], { mode: 'display', unpriced }))).toContain(
      ' without a price of the vendor, and not in the cost: claude-opus-5-5 (3)',
    );
  });

  test('and of whom nothing is left to read again', () => {
    const lines = rows(reportOf([row('2026-11-19', { calls: 7, archivedCalls: 5 })]));
    expect(lines).toContain(' 5 calls are kept from transcripts that are gone');
  });

  test('are lines that may have held calls, not what a vendor writes beside them', () => {
    const lines = rows(reportOf([THURSDAY], { skipped: { malformed: 2, synthetic: 9 } }));
    expect(lines.at(-1)).toBe(' not read: 2 malformed lines (ccx usage --audit)');
    const places = { malformed: 1, unreadable: 1, 'not-a-file': 2, link: 1 };
    expect(rows(reportOf([THURSDAY], { skipped: places }), fakeTerminal({ columns: 120 })).at(-1)).toBe(
      ' not read: 1 malformed line, 1 place without permission, 2 FIFOs or devices, 1 link (ccx usage --audit)',
    );
    expect(rows(reportOf([THURSDAY], { skipped: { synthetic: 9 } }))).toHaveLength(2);
  });

  test('and rows beyond the limit, which the total has', () => {
    expect(rows(reportOf([THURSDAY, FRIDAY], { omittedRows: 12 }))).toContain(
      ' 12 more rows, in the total with the others',
    );
  });
});

test('days and times that are not those of the person say whose they are', () => {
  const words = ' days and times of Asia/Kathmandu';
  const away = { timeZone: 'Asia/Kathmandu' } as const;
  expect(rows(reportOf([THURSDAY], away))).toContain(words);
  expect(rows(reportOf([row('s1')], { ...away, kind: 'session' }))).toContain(words);
  const since = { from: '2026-11-18T18:15:00.000Z', to: null };
  expect(rows(reportOf([row('m')], { ...away, kind: 'model', range: since }))).toContain(words);
  expect(rows(reportOf([row('m')], { ...away, kind: 'model' }))).not.toContain(words);
  expect(rows(reportOf([THURSDAY])).join('')).not.toContain('days and times');
});

describe('the trend', () => {
  const days = [1, 4, 8].map((input, at) => row(`2026-11-1${at}`, { tokens: tokens({ input }) }));

  test('stands below days, weeks and months', () => {
    expect(rows(reportOf(days)).at(-1)).toBe(' tokens ▂▅█');
  });

  test('is that of the newest days where there are more than columns', () => {
    const year = Array.from({ length: 365 }, (_, at) => {
      const key = new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
      return row(key, { tokens: tokens({ input: at + 1 }) });
    });
    const trend = rows(reportOf(year)).at(-1) ?? '';
    expect(stringWidth(trend)).toBe(80);
    expect(trend).toMatch(/^ tokens [▆▇█]+$/);
  });

  test('stands below nothing else, nor where rows have another order or two of them one day, nor where letters must do', () => {
    const noTrend = [
      rows(reportOf(days, { kind: 'model' })),
      rows(reportOf(days.slice(1))),
      rows(reportOf(days.toReversed())),
      rows(
        reportOf(
          [...days, ...days].toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1)),
          { by: 'model' },
        ),
      ),
      rows(reportOf(days), fakeTerminal({ ascii: true })),
    ];
    for (const lines of noTrend) expect(lines.join('\n')).not.toContain('tokens ');
  });
});
