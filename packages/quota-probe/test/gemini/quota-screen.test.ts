import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type QuotaReading } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { parseGeminiQuotaScreen } from '../../src/gemini/quota-screen.ts';
import { shortReading, type ShortReading } from '../short-reading.ts';
import { expectWellFormed } from '../well-formed.ts';

const ACCOUNT: Account = { agent: 'gemini', configDir: null, id: accountId('gemini', null) };
/** When the screens of 0.61.0 were recorded. */
const RECORDED = '2026-11-21T01:15:00.000Z';

function read(name: string, now = RECORDED, timeZone = 'UTC'): QuotaReading {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/gemini', `${name}.txt`), 'utf8');
  const reading = parseGeminiQuotaScreen(text, { account: ACCOUNT, now, timeZone });
  expectWellFormed(reading, 'pty');
  return reading;
}

describe('the screens of Gemini CLI 0.61.0', () => {
  test.for<[string, ShortReading]>([
    [
      'screens/model-google',
      {
        'daily:pro': '75% 2026-11-21T07:14Z',
        'daily:flash': '10% 2026-11-21T07:14Z',
        'daily:flash-lite': '0% 2026-11-21T07:14Z',
      },
    ],
    ['screens/ready-google', { 'daily:auto': '16%' }],
    ['screens/stats-google', { 'daily:auto': '16%' }],
    ['screens/ready-api-key', 'form-unknown'],
    ['screens/stats-api-key', 'not-a-subscription'],
    ['screens/trust', 'trust-prompt'],
    ['screens/trusted-api-key', 'not-a-subscription'],
    ['held-out/no-terminal-answers', 'not-a-subscription'],
    ['held-out/first-run', 'trust-prompt'],
  ])('%s', ([name, expected]) => {
    expect(shortReading(read(name))).toEqual(expected);
  });

  test.for<[string, ShortReading]>([
    [
      'screens/model-used-up',
      {
        'daily:pro': '100% 2026-11-21T21:46Z exhausted',
        'daily:flash': '100% 2026-11-21T16:34Z exhausted',
        'daily:flash-lite': '0% 2026-11-21T15:35Z',
      },
    ],
    ['screens/model-without-resets', { 'daily:pro': '50%', 'daily:flash': '50%' }],
    // A name that was cut may be that of another model, too.
    ['screens/model-unknown-names', { 'daily:custom': '70% 2026-11-21T21:34Z' }],
    ['screens/model-without-quota', 'no-limit-rows'],
  ])('%s', ([name, expected]) => {
    expect(shortReading(read(name, '2026-11-21T15:34:30.000Z'))).toEqual(expected);
  });

  test('name the version and the plan, and each model by the name that a run uses', () => {
    expect(read('screens/model-google')).toMatchObject({
      snapshot: {
        cliVersion: '0.61.0',
        plan: 'Gemini Code Assist for individuals',
        windows: [
          { label: 'Pro', appliesTo: 'pro', windowMinutes: 1440, resetRaw: 'Resets: 7:14 AM (6h)' },
          { label: 'Flash', appliesTo: 'flash' },
          { label: 'Flash Lite', appliesTo: 'flash-lite' },
        ],
      },
    });
  });

  test('give no reset where the clock and the length beside it do not agree, as in another zone', () => {
    expect(read('screens/model-google', RECORDED, 'Asia/Tokyo')).toMatchObject({
      snapshot: { windows: [{ usedPercent: 75, resetsAt: null, resetRaw: 'Resets: 7:14 AM (6h)' }, {}, {}] },
    });
  });
});

describe('the screens of Gemini CLI in other versions', () => {
  const now = '2026-03-01T21:27:00.000Z';
  test.for<[string, ShortReading]>([
    [
      'forms/g1-stats-left',
      {
        'daily:gemini-2.5-flash': '0.2% 2026-03-02T18:04Z',
        'daily:gemini-2.5-flash-lite': '8.2% 2026-03-02T08:00Z',
        'daily:gemini-2.5-pro': '5.5% 2026-03-01T21:54Z',
      },
    ],
    ['forms/g2-stats-pool-reached', { 'daily:auto': '100% 2026-03-02T00:39Z exhausted' }],
    [
      'forms/g3-dialog-used',
      {
        'daily:flash': '4% 2026-03-02T21:13Z',
        'daily:flash-lite': '0% 2026-03-02T21:27Z',
        'daily:pro': '100% exhausted',
      },
    ],
    ['forms/g4-tokens-only', 'no-limit-rows'],
    ['forms/g5-footer-limit-reached', { 'daily:gemini-2.5-pro': '100% exhausted' }],
    ['forms/g6-waiting', 'not-logged-in'],
    ['forms/g6-choose', 'not-logged-in'],
    ['forms/g8-not-served', 'not-a-subscription'],
    ['forms/no-word', 'form-unknown'],
    ['held-out/g2-stats-pool-used', { 'daily:auto': '35%' }],
    // It names no model, and the terse one says not even what it counts.
    ['held-out/g5-badges', 'form-unknown'],
  ])('%s', ([name, expected]) => {
    expect(shortReading(read(name, now))).toEqual(expected);
  });
});

describe('a screen with several answers', () => {
  const about = { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' };

  test('counts the last of them', () => {
    const dialog = (percent: number): string => `│ Model usage │\n│ Pro  ▬▬▬▬ ${percent}%  Resets: 7:14 AM (6h) │\n`;
    const older = `${dialog(12)}│ Flash  ▬▬▬▬ 99%  Resets: 7:14 AM (6h) │\n`;
    expect(shortReading(parseGeminiQuotaScreen(older + dialog(13), about))).toEqual({
      'daily:pro': '13% 2026-11-21T07:14Z',
    });
  });

  test('is of an API key, where it says so, although the footer might have had a column', () => {
    const text = ' Authenticated with gemini-api-key /auth\n │ Select Model │\n │ (Press Esc to close) │\n';
    expect(shortReading(parseGeminiQuotaScreen(text, about))).toBe('not-a-subscription');
  });

  test('has no quota where the dialog shows none', () => {
    const text = ' Signed in with Google /auth\n │ Select Model │\n │ (Press Esc to close) │\n';
    expect(shortReading(parseGeminiQuotaScreen(text, about))).toBe('no-limit-rows');
  });
});

describe('a footer whose columns a person has chosen', () => {
  const about = { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' };

  test('is read by its headings, whatever their order', () => {
    const text = ' quota       /model             branch\n 42% used    gemini-2.5-pro     main\n';
    expect(shortReading(parseGeminiQuotaScreen(text, about))).toEqual({ 'daily:gemini-2.5-pro': '42%' });
  });

  test.for([
    ['the context', ' /model             context\n gemini-2.5-pro     42% used\n'],
    [
      'a column whose value is missing',
      ' workspace   /model             quota\n             gemini-2.5-pro     42% used\n',
    ],
    ['another column that moved up', ' /model      quota        context\n             42% used     13% used\n'],
  ])('gives no number of %s', ([, text = '']) => {
    expect(parseGeminiQuotaScreen(text, about).ok).toBe(false);
  });
});
