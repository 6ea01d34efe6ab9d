import fc from 'fast-check';
import type { QuotaReading, QuotaWindow } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { parseClaudeUsageControl } from '../../src/claude/control-answer.ts';
import { parseStatuslineInput } from '../../src/claude/statusline-input.ts';
import { parseClaudeUsageScreen } from '../../src/claude/usage-screen.ts';
import { parseClaudeUsageText } from '../../src/claude/usage-text.ts';
import { cases } from '../long-form.ts';
import { expectWellFormed } from '../well-formed.ts';
import { fixtureText, fixtureTexts } from './fixture.ts';
import { ACCOUNT } from './under-test.ts';

const ABOUT = { account: ACCOUNT, now: '2026-11-21T01:20:00.000Z', timeZone: 'Europe/Vienna' };
/** Two hold several frames, and a part of them may end with an older one. */
const { 'garbled-labels.txt': _twice, 'c7-complete-then-loading.txt': _redrawn, ...forms } = fixtureTexts('forms');
const SCREENS: readonly string[] = [...Object.values(fixtureTexts('screens')), ...Object.values(forms)];

function windowsOf(reading: QuotaReading): readonly QuotaWindow[] {
  return reading.ok ? reading.snapshot.windows : [];
}

/** Fails unless a part of a text tells nothing but what the whole tells, or less. */
function expectNoMore(part: QuotaReading, whole: QuotaReading): void {
  for (const window of windowsOf(part)) {
    const known = windowsOf(whole).find(({ id }) => id === window.id);
    expect(known, `the window ${window.id}`).toBeDefined();
    for (const field of ['usedPercent', 'resetsAt', 'amount'] as const) {
      expect([null, known?.[field]], `${field} of ${window.id}`).toContainEqual(window[field]);
    }
  }
}

describe('any text at all', () => {
  test('is no screen and no print of a usage, and no parser throws', () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 2_000 }), fc.lorem()), (text) => {
        const [screen, print] = [parseClaudeUsageScreen(text, ABOUT), parseClaudeUsageText(text, ABOUT)];
        expect([screen.ok, print.ok]).toEqual([false, false]);
        expectWellFormed(screen, 'pty');
        expectWellFormed(parseStatuslineInput(text, ABOUT).reading, 'statusline');
      }),
      { numRuns: cases(250) },
    );
  });

  test('between the words of a screen never throws', () => {
    const headings = 'Current session|Current week (all models)|Current week (Opus only)|Extra usage'.split('|');
    const words = '42% used|9% left|100%|Resets|5am|(UTC)|Current|week|(|)|·|%|$3 / $5 spent| '.split('|');
    const part = fc.oneof(fc.constantFrom(...headings), fc.constantFrom(...words), fc.string());
    const text = fc
      .array(fc.tuple(part, fc.constantFrom('\n', ' ', '')), { minLength: 10, maxLength: 40 })
      .map((parts) => parts.flat().join(''));
    let found = 0;
    fc.assert(
      fc.property(text, (one) => {
        const reading = parseClaudeUsageScreen(one, ABOUT);
        expectWellFormed(reading, 'pty');
        found += windowsOf(reading).length;
      }),
      { numRuns: cases(250) },
    );
    expect(found).toBeGreaterThan(20);
  });
});

describe('a part of a real screen', () => {
  const cut = fc
    .constantFrom(...SCREENS)
    .chain((text) =>
      fc
        .tuple(fc.nat(text.length), fc.nat(text.length))
        .map(([one, other]) => ({ text, part: text.slice(Math.min(one, other), Math.max(one, other)) })),
    );

  test('tells no window and no number that the whole does not tell', () => {
    let found = 0;
    fc.assert(
      fc.property(cut, ({ text, part }) => {
        const reading = parseClaudeUsageScreen(part, ABOUT);
        expectWellFormed(reading, 'pty');
        expectNoMore(reading, parseClaudeUsageScreen(text, ABOUT));
        found += windowsOf(reading).length;
      }),
      { numRuns: cases(400) },
    );
    expect(found).toBeGreaterThan(20);
  });
});

describe('a part of what is told in JSON', () => {
  test('gives no reading of a status line', () => {
    const text = fixtureText('statusline/after-an-answer.json').trimEnd();
    fc.assert(
      fc.property(fc.nat(text.length - 1), (end) => {
        expect(parseStatuslineInput(text.slice(0, end), ABOUT).reading.ok).toBe(false);
      }),
    );
  });
});

describe('any JSON', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record({
      utilization: fc.oneof(fc.double(), fc.jsonValue({ maxDepth: 1 })),
      resets_at: fc.oneof(fc.double(), fc.string(), fc.constant('2026-11-25T01:02:26Z'), fc.constant(null)),
    }),
  );
  const limits = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        five_hour: value,
        seven_day: value,
        seven_day_opus: value,
        seven_day_: value,
        '---': value,
        extra_usage: fc.record({ is_enabled: fc.boolean(), utilization: value, used_credits: fc.double() }),
        model_scoped: fc.array(fc.oneof(value, fc.record({ display_name: fc.string(), utilization: fc.double() }))),
        limits: fc.array(
          fc.record({
            kind: fc.constantFrom('session', 'weekly_all', 'weekly_scoped', 'other'),
            percent: fc.oneof(fc.double(), fc.string()),
            scope: fc.oneof(
              fc.jsonValue({ maxDepth: 1 }),
              fc.record({ model: fc.record({ display_name: fc.string() }) }),
            ),
          }),
        ),
      },
      { requiredKeys: [] },
    ),
  );

  test('in the place of the limits is read without a throw, and well-formed', () => {
    let found = 0;
    fc.assert(
      fc.property(limits, fc.jsonValue(), (rate_limits, rate_limits_available) => {
        const reading = parseClaudeUsageControl({ rate_limits_available, rate_limits }, ABOUT);
        expectWellFormed(reading, 'control');
        expectWellFormed(parseStatuslineInput(JSON.stringify({ rate_limits }), ABOUT).reading, 'statusline');
        found += windowsOf(reading).length;
      }),
      { numRuns: cases(300) },
    );
    expect(found).toBeGreaterThan(20);
  });

  test('in the place of the answer gives no windows', () => {
    fc.assert(
      fc.property(fc.anything(), (answer) => {
        const reading = parseClaudeUsageControl(answer, ABOUT);
        expectWellFormed(reading, 'control');
        expect(reading.ok).toBe(false);
      }),
    );
  });
});
