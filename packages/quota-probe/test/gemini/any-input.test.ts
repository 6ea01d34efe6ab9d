import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type QuotaReading, type QuotaWindow } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGeminiQuotaScreen } from '../../src/gemini/quota-screen.ts';
import { cases } from '../long-form.ts';
import { expectWellFormed } from '../well-formed.ts';

const ACCOUNT: Account = { agent: 'gemini', configDir: null, id: accountId('gemini', null) };
const ABOUT = { account: ACCOUNT, now: '2026-11-21T01:15:00.000Z', timeZone: 'UTC' };
const FIXTURES = join(import.meta.dirname, '../fixtures/gemini');
const SCREENS = ['screens', 'forms', 'held-out']
  .flatMap((folder) => readdirSync(join(FIXTURES, folder)).map((name) => join(FIXTURES, folder, name)))
  .map((path) => readFileSync(path, 'utf8'));

function windowsOf(reading: QuotaReading): readonly QuotaWindow[] {
  return reading.ok ? reading.snapshot.windows : [];
}

describe('any text at all', () => {
  test('shows no quota, and nothing throws', () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 2_000 }), fc.lorem()), (text) => {
        const reading = parseGeminiQuotaScreen(text, ABOUT);
        expectWellFormed(reading, 'pty');
        expect(reading.ok).toBe(false);
      }),
      { numRuns: cases(250) },
    );
  });

  test('between the words of a screen is read without a throw, and well-formed', () => {
    const words =
      'Model usage|Model Usage   Reqs   Usage left|auto Usage|Pro|Flash Lite|gemini-2.5-pro|▬▬▬|75%|99.8%|16% used|left|Resets: 7:14 AM (6h)|(Resets in 27m)|Limit reached|quota|/model|workspace (/directory)'.split(
        '|',
      );
    const text = fc
      .array(fc.oneof(fc.constantFrom(...words, ' ', '   ', '\n', '\r', '│', '-', '('), fc.string()), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        const reading = parseGeminiQuotaScreen(one, ABOUT);
        expectWellFormed(reading, 'pty');
        expect(windowsOf(reading).every(({ capturedAt }) => capturedAt <= ABOUT.now)).toBe(true);
      }),
      { numRuns: cases(250) },
    );
  });
});

describe('a part of a real screen', () => {
  const cut = fc
    .constantFrom(...SCREENS)
    .chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(text.length)));

  test('tells no window and no number that the whole does not tell', () => {
    fc.assert(
      fc.property(cut, ([text, one, other]) => {
        const reading = parseGeminiQuotaScreen(text.slice(Math.min(one, other), Math.max(one, other)), ABOUT);
        expectWellFormed(reading, 'pty');
        const whole = windowsOf(parseGeminiQuotaScreen(text, ABOUT));
        for (const window of windowsOf(reading)) {
          const known = whole.find(({ id }) => id === window.id);
          expect(known, `the window ${window.id}`).toBeDefined();
          expect([null, known?.usedPercent]).toContain(window.usedPercent);
          // No bracket says where the words of the pool's reset end.
          if (known?.id !== 'daily:auto') expect([null, known?.resetsAt]).toContain(window.resetsAt);
        }
      }),
      { numRuns: cases(1500) },
    );
  });
});
