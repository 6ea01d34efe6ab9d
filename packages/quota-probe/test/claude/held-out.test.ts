import { describe, expect, test } from 'vitest';
import { parseClaudeUsageScreen } from '../../src/claude/usage-screen.ts';
import { parseClaudeUsageText } from '../../src/claude/usage-text.ts';
import { expectWellFormed } from '../well-formed.ts';
import { fixtureText, fixtureTexts, inShort } from './fixture.ts';
import { ACCOUNT } from './under-test.ts';

type Short = ReturnType<typeof inShort>;

const RECORDED = '2026-11-21T01:20:00.000Z';
const panel = (session: string, week: string): Short => ({
  session: `>=42 ${session}`,
  weekly: `>=17 ${week}`,
  'weekly:sonnet': `>=5 ${week}`,
});

const EXPECTED: Readonly<Record<string, readonly [now: string, Short]>> = {
  'args-prompt': [RECORDED, panel('2026-11-21T03:46Z', '2026-11-25T01:16Z')],
  cost: [RECORDED, panel('2026-11-21T03:46Z', '2026-11-25T01:16Z')],
  'narrow-80x24': [RECORDED, panel('2026-11-21T03:45Z', '2026-11-25T01:15Z')],
  'screen-reader': [RECORDED, panel('2026-11-21T03:46Z', '2026-11-25T01:16Z')],
  slow: [RECORDED, panel('2026-11-21T03:45Z', '2026-11-25T01:15Z')],
  'slow-loading': [RECORDED, 'loading'],
  'cred-api-scope-missing': [RECORDED, 'no-limit-rows'],
  onboarding: [RECORDED, 'onboarding'],
  'skip-permissions': [RECORDED, 'dialog'],
  'c3-left': ['2026-01-12T12:00:00.000Z', { session: '38 2026-01-12T14:15Z', 'weekly:opus': '20 2026-01-15T23:30Z' }],
  'c6-context-meter': ['2026-02-10T17:00:00.000Z', { session: '>=16 2026-02-10T18:00Z' }],
  'c6-degraded': [RECORDED, 'form-unknown'],
  'c9-later-row': ['2026-07-08T12:00:00.000Z', { 'weekly:fable': '>=70 2026-07-10T00:59Z' }],
  'c9-lost-letter': ['2026-07-08T12:00:00.000Z', { 'weekly:fable': '>=70 2026-07-10T00:59Z' }],
  'c11-narrow': ['2026-09-20T18:00:00.000Z', { session: '>=7 2026-09-20T20:20Z', weekly: '>=62 2026-09-23T19:00Z' }],
  'c13-carriage-returns': [
    '2025-12-22T08:00:00.000Z',
    { session: '>=17 2025-12-22T11:59Z', weekly: '>=9 2025-12-24T14:59Z' },
  ],
  'n2-comma': [
    '2026-08-24T11:00:00.000Z',
    { session: '>=12 2026-08-24T15:10Z', 'weekly:fable': '>=63 2026-08-27T10:00Z' },
  ],
  'n5-no-date': ['2026-11-21T12:00:00.000Z', { session: '>=10 2026-11-21T14:00Z' }],
  'h6-p3-api-billing': ['2026-04-12T09:00:00.000Z', { session: '>=2 2026-04-12T13:00Z' }],
  'p4-claude-api': ['2026-04-12T09:00:00.000Z', { session: '>=2 2026-04-12T13:00Z' }],
  'e6-endpoint-limited': [RECORDED, 'usage-endpoint-limited'],
  'e7-fields-unavailable': [RECORDED, 'form-unknown'],
  'e8-no-access': [RECORDED, 'not-logged-in'],
  'e11-unknown-command': [RECORDED, 'cli-too-old'],
};

describe('forms that were set aside until the parsers were done', () => {
  test('are all here', () => {
    expect(
      Object.keys(fixtureTexts('held-out'))
        .map((name) => name.replace(/\.txt$/, ''))
        .sort(),
    ).toEqual(Object.keys(EXPECTED).sort());
  });

  test.for(Object.entries(EXPECTED))('%s', ([name, [now, expected]]) => {
    const about = { account: ACCOUNT, now, timeZone: 'Asia/Kolkata' };
    const text = fixtureText(`held-out/${name}.txt`);
    const [screen, print] = [parseClaudeUsageScreen(text, about), parseClaudeUsageText(text, about)];
    expectWellFormed(screen, 'pty');
    expectWellFormed(print, 'print');
    expect([inShort(screen), inShort(print)]).toEqual([expected, expected]);
  });
});
