import type { UsageAudit } from '@ccx/usage';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { UsageObstacle } from '../src/compose/usage-obstacles.ts';
import { auditRows } from '../src/usage-view/audit-rows.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { tokens } from './usage-report-of.ts';

const NOTHING: UsageAudit = {
  schemaVersion: 1,
  calls: 40,
  archivedCalls: 0,
  skipped: {},
  unpriced: [],
  overhead: { comparedSessions: 0, unknownSessions: 0, models: [], sessions: [] },
  drift: [],
  pricesCheckedAt: '2026-11-21T00:00:00.000Z',
  findings: [],
};

function rows(audit: Partial<UsageAudit>, obstacles: readonly UsageObstacle[] = []): readonly string[] {
  return auditRows({ ...NOTHING, ...audit }, obstacles, fakeTerminal());
}

test('an audit without anything to say says so', () => {
  expect(rows({}).join('\n')).toBe(
    [
      ' 40 calls are counted; prices as of 2026-11-21',
      '',
      ' Every line that may hold a call gave one.',
      '',
      ' No session has a sum of its vendor to compare with.',
    ].join('\n'),
  );
});

test('where nothing was ever read it does not say that every line was', () => {
  const lines = rows({ calls: 0 });
  expect(lines[0]).toMatch(/^ 0 calls are counted/);
  expect(lines[2]).toBe(' No transcript holds a call yet; ccx usage says where it looks.');
});

test('its first sentence is not cut', () => {
  const lines = rows({ calls: 1_234_567, archivedCalls: 1_000_000 });
  expect(lines.slice(0, 2).join('')).toMatch(/prices as of 2026-11-21$/);
});

test('it tells lines by their reason, the most first, also a reason that it does not know', () => {
  const lines = rows({ skipped: { malformed: 2, 'never-heard-of': 1, unfinished: 0, synthetic: 9 } });
  expect(lines.slice(2, 6)).toEqual([
    ' no call from  because',
    '            9  synthetic       written by the CLI itself, as errors are',
    '            2  malformed       not whole, or no JSON',
    '            1  never-heard-of',
  ]);
});

test('it tells where something cannot be read, the first of many', () => {
  const folder = `/home/ada/.claude/projects/${'deep/'.repeat(30)}`;
  const many = Array.from({ length: 12 }, (_, at) => ({ path: `${folder}${at}.jsonl`, is: 'link' }) as const);
  const lines = rows({ skipped: { link: 12 } }, [{ path: '/home/ada/.claude/projects/x', is: 'unreadable' }, ...many]);
  expect(lines).toContain(' unreadable: ~/.claude/projects/x');
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => /^ link: .*\d\.jsonl$/.test(line))).toHaveLength(9);
  expect(lines).toContain(' and 3 more: ccx usage --audit --json');
});

test('it tells calls that left no record, apart from those that are counted', () => {
  const model = { model: 'claude-haiku-5-5', tokens: tokens({ input: 12_000 }), webSearches: 0, costUsd: null };
  const lines = rows({ overhead: { comparedSessions: 7, unknownSessions: 2, models: [model], sessions: [] } });
  expect(lines).toContain(' claude-haiku-5-5           12k     -');
  expect(lines).toContain(' of 7 sessions for which the vendor wrote a sum; of 2 it cannot be told');
});

test('it puts the two prices of the same calls beside each other, and warns where they differ', () => {
  const lines = rows({
    archivedCalls: 3,
    drift: [
      { model: 'a', basis: 'record', calls: 2, oursUsd: 1.1, vendorUsd: 1, drift: 0.1, exceeds: true },
      { model: 'b', basis: 'session', calls: 1, oursUsd: 1, vendorUsd: 0, drift: null, exceeds: true },
    ],
    findings: [
      { level: 'warn', what: 'the price of a', why: 'It \u001b[2Jis wrong.', mend: 'Mend it.', fixable: false },
    ],
  });
  expect(lines[0]).toContain('40 calls are counted, 3 of them from transcripts that are gone');
  expect(lines).toContain(' a                              2  $1.10   $1.00  10.0%  record');
  expect(lines).toContain(' b                              1  $1.00   $0.00      -  session');
  expect(lines.slice(-3)).toEqual([' ▲ the price of a', '   It is wrong.', '   Mend it.']);
});

test('no line is wider than the terminal, and no sentence of a finding is cut', () => {
  const findings = [
    { level: 'warn', what: 'x', why: `${'word '.repeat(60)}end.`, mend: null, fixable: false },
  ] as const;
  const lines = rows({ findings });
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  expect(lines.join('\n').match(/word|end\./g)).toHaveLength(61);
});
