import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type QuotaReading, type QuotaWindow } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCodexRateLimits } from '../../src/codex/rate-limits.ts';
import { parseCodexStatusScreen } from '../../src/codex/status-screen.ts';
import { cases } from '../long-form.ts';
import { expectWellFormed } from '../well-formed.ts';

const ACCOUNT: Account = { agent: 'codex', configDir: null, id: accountId('codex', null) };
const ABOUT = { account: ACCOUNT, now: '2026-11-21T01:09:00.000Z', timeZone: 'UTC' };
const FIXTURES = join(import.meta.dirname, '../fixtures/codex');
/** On some stand two answers, or two rows for one window: a part may end between them. */
const SCREENS = ['screens', 'forms', 'held-out']
  .flatMap((folder) => readdirSync(join(FIXTURES, folder)).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.txt') && !/asked-|unknown-length/.test(name))
  .map((name) => readFileSync(join(FIXTURES, name), 'utf8'));

function windowsOf(reading: QuotaReading): readonly QuotaWindow[] {
  return reading.ok ? reading.snapshot.windows : [];
}

/** What the whole screens tell, also of windows that have reset since they were drawn, and in their status lines. */
const TOLD: ReadonlyMap<string, readonly QuotaWindow[]> = new Map(
  SCREENS.map((screen) => {
    const alerts = screen.split('\n').filter((row) => row.includes('⚠'));
    const texts = [screen, screen.replaceAll(/\(resets[^()]*\)/g, ''), ...alerts.map((row) => row.replace(/^.*⚠/, ''))];
    return [screen, texts.flatMap((text) => windowsOf(parseCodexStatusScreen(text, ABOUT)))];
  }),
);

describe('any text at all', () => {
  test('is no screen of /status, and nothing throws', () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 2_000 }), fc.lorem()), (text) => {
        const reading = parseCodexStatusScreen(text, ABOUT);
        expectWellFormed(reading, 'pty');
        expect(reading.ok).toBe(false);
      }),
      { numRuns: cases(250) },
    );
  });

  test('between the words of a screen is read without a throw, and well-formed', () => {
    const words =
      '5h limit:|Weekly limit:|spark|Monthly credit limit:|Credits:|Limits:|Warning:|Account:|63% left|72% used|(resets|01:08|on 24 Nov)|7,761 of 100,000 credits used|>_ OpenAI Codex (v0.169.0)|/status|limits may be stale'.split(
        '|',
      );
    const text = fc
      .array(fc.oneof(fc.constantFrom(...words, ' ', '  ', '\n', '\r', '│', '%', '('), fc.string()), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        const reading = parseCodexStatusScreen(one, ABOUT);
        expectWellFormed(reading, 'pty');
        expect(windowsOf(reading).every(({ capturedAt }) => capturedAt <= ABOUT.now)).toBe(true);
      }),
      { numRuns: cases(250) },
    );
  });
});

describe('a part of a real screen', () => {
  /** A terminal loses whole rows at its top, and whatever comes last at its end. */
  const cut = fc.constantFrom(...SCREENS).chain((text) => {
    const rows = text.split('\n').map((row) => row.length + 1);
    const starts = rows.map((_, row) => rows.slice(0, row).reduce((sum, length) => sum + length, 0));
    return fc
      .tuple(fc.constantFrom(...starts), fc.nat(text.length))
      .map(([from, to]) => ({ text, part: text.slice(from, Math.max(from, to)) }));
  });

  test('tells no window and no number that the whole does not tell', () => {
    fc.assert(
      fc.property(cut, ({ text, part }) => {
        const reading = parseCodexStatusScreen(part, ABOUT);
        expectWellFormed(reading, 'pty');
        const whole = TOLD.get(text) ?? [];
        for (const window of windowsOf(reading)) {
          // Without its group's title a row looks like the account's own.
          const known = whole.filter(({ id }) => id.split(':')[0] === window.id.split(':')[0]);
          expect([null, ...known.map(({ usedPercent }) => usedPercent)]).toContain(window.usedPercent);
          expect([null, ...known.map(({ resetsAt }) => resetsAt)]).toContain(window.resetsAt);
        }
      }),
      { numRuns: cases(1000) },
    );
  });

  test('wherever it begins and ends, has no percentage that does not stand on the screen', () => {
    const anywhere = fc
      .constantFrom(...SCREENS)
      .chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(text.length)));
    fc.assert(
      fc.property(anywhere, ([text, one, other]) => {
        const reading = parseCodexStatusScreen(text.slice(Math.min(one, other), Math.max(one, other)), ABOUT);
        expectWellFormed(reading, 'pty');
        const said = (TOLD.get(text) ?? []).map(({ usedPercent }) => usedPercent);
        for (const { usedPercent } of windowsOf(reading)) expect([null, ...said]).toContain(usedPercent);
      }),
      { numRuns: cases(1000) },
    );
  });
});

describe('any JSON', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record(
      {
        usedPercent: fc.oneof(fc.double(), fc.string()),
        used_percent: fc.oneof(fc.double(), fc.jsonValue({ maxDepth: 1 })),
        windowDurationMins: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(300, 10_080, 43_200)),
        resetsAt: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant('2026-11-25T01:02:26Z')),
        resets_in_seconds: fc.double(),
      },
      { requiredKeys: [] },
    ),
  );
  const bucket = fc.record(
    {
      limitId: fc.oneof(fc.constantFrom('codex', 'codex_spark', '---', ''), fc.jsonValue({ maxDepth: 1 })),
      limitName: fc.oneof(fc.string(), fc.constant(null)),
      primary: value,
      secondary: value,
      individualLimit: fc.oneof(
        value,
        fc.record({ limit: fc.string(), used: fc.string(), remainingPercent: fc.double(), resetsAt: fc.integer() }),
      ),
      credits: fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        fc.record({ hasCredits: fc.boolean(), unlimited: fc.boolean(), balance: fc.oneof(fc.string(), fc.double()) }),
      ),
      planType: fc.oneof(fc.string(), fc.constant(null)),
    },
    { requiredKeys: [] },
  );
  const said = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        rateLimits: fc.oneof(bucket, fc.jsonValue({ maxDepth: 1 })),
        rateLimitsByLimitId: fc.oneof(fc.dictionary(fc.string(), bucket), fc.jsonValue({ maxDepth: 1 })),
        ordinaryUsageAllowed: fc.oneof(fc.boolean(), fc.constant(null)),
        accountId: fc.oneof(fc.string(), fc.constant(null)),
      },
      { requiredKeys: [] },
    ),
  );

  test('in the place of the limits is read without a throw, and well-formed', () => {
    fc.assert(
      fc.property(fc.oneof(said, bucket), (one) => {
        const reading = parseCodexRateLimits(one, { ...ABOUT, source: 'rpc' });
        expectWellFormed(reading, 'rpc');
        expect(windowsOf(reading).every(({ capturedAt }) => capturedAt === ABOUT.now)).toBe(true);
      }),
      { numRuns: cases(500) },
    );
  });

  test('that is something else gives no windows', () => {
    fc.assert(
      fc.property(fc.anything(), (one) => {
        const reading = parseCodexRateLimits(one, { ...ABOUT, source: 'rpc' });
        expectWellFormed(reading, 'rpc');
        expect(reading.ok).toBe(false);
      }),
    );
  });
});
