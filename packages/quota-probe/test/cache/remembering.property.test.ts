import type { LimitSignal, QuotaState, QuotaWindow } from '@ccx/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nothingKnown, withReading, withSignal } from '../../src/cache/next-state.ts';
import { formatState, parseState } from '../../src/cache/stored-state.ts';
import { quotaWindow } from '../../src/window.ts';
import { account, aReading, aSignal } from './known.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const END = '2026-01-02T00:00:00.000Z';
const instant = fc.integer({ min: 0, max: 23 * 60 }).map((minute) => new Date(START + minute * 60_000).toISOString());
const later = fc.integer({ min: 25, max: 400 }).map((hours) => new Date(START + hours * 3_600_000).toISOString());
const id = fc.constantFrom('session', 'weekly', 'weekly:opus', 'extra', 'daily:gemini-pro');
const percent = fc.double({ min: 0, max: 130, noNaN: true });

/** A window with a number that is still running at the end. */
const numbered: fc.Arbitrary<QuotaWindow> = fc
  .record({
    id,
    usedPercent: percent,
    capturedAt: instant,
    resetsAt: later,
    source: fc.constantFrom('run', 'control', 'statusline', 'log', 'pty'),
    appliesTo: fc.constantFrom(null, 'opus'),
    bound: fc.constantFrom('exact', 'at-least'),
  })
  .map((facts) => quotaWindow({ ...facts, label: facts.id }));

/** Any window: without a number, past its reset, of a sentence. */
const anyWindow: fc.Arbitrary<QuotaWindow> = fc
  .record({
    id,
    usedPercent: fc.option(percent),
    capturedAt: instant,
    resetsAt: fc.option(fc.oneof(instant, later)),
    source: fc.constantFrom('run', 'control', 'text', 'pty'),
    windowMinutes: fc.option(fc.constantFrom(300, 10_080)),
    resetRaw: fc.option(fc.string({ minLength: 1 })),
    amount: fc.option(fc.record({ used: percent, limit: fc.option(percent), unit: fc.constant('credits') })),
    state: fc.constantFrom('ok', 'warn', 'exhausted', 'unknown'),
  })
  .map((facts) => quotaWindow({ ...facts, label: facts.id }));

/** As a source tells them: each window once. */
const told = (window: fc.Arbitrary<QuotaWindow>): fc.Arbitrary<readonly QuotaWindow[]> =>
  fc.uniqueArray(window, { selector: (one) => one.id, minLength: 1, maxLength: 5 });

const signal: fc.Arbitrary<LimitSignal> = fc
  .record({
    verdict: fc.constantFrom('ok', 'warn', 'rejected', 'unknown'),
    windowId: fc.option(id),
    appliesTo: fc.option(fc.constant('opus')),
    resetsAt: fc.option(fc.oneof(instant, later)),
    basis: fc.constantFrom('structured', 'text'),
    observedAt: instant,
    windows: fc.oneof(fc.constant([]), told(anyWindow)),
  })
  .map(aSignal);

const step = fc.oneof(
  told(anyWindow).map((windows) => (state: QuotaState) => withReading(state, aReading(windows), END)),
  signal.map((said) => (state: QuotaState) => withSignal(state, said, END)),
);
const lived = fc
  .array(step, { maxLength: 20 })
  .map((steps) => steps.reduce((state, by) => by(state), nothingKnown(account)));

test('in whatever order numbers come, the newest of each window is known in the end', () => {
  const distinct = fc.uniqueArray(numbered, { selector: (one) => `${one.id} ${one.capturedAt}`, maxLength: 30 });
  fc.assert(
    fc.property(distinct, fc.infiniteStream(fc.nat()), (windows, order) => {
      const shuffled = windows
        .map((window) => ({ window, by: order.next().value ?? 0 }))
        .toSorted((a, b) => a.by - b.by)
        .map(({ window }) => window);
      const { good } = shuffled.reduce((state, one) => withReading(state, aReading([one]), END), nothingKnown(account));
      const newest = new Map(
        windows.toSorted((a, b) => a.capturedAt.localeCompare(b.capturedAt)).map((window) => [window.id, window]),
      );
      expect(new Map(good?.windows.map((window) => [window.id, window]))).toEqual(newest);
    }),
  );
});

test('no number is known that nobody said, and none is known of a time at which it was not said', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(told(anyWindow), signal), { maxLength: 20 }), (said) => {
      const numbers = new Set<string>();
      let state = nothingKnown(account);
      for (const one of said) {
        const windows = 'verdict' in one ? one.windows : one;
        for (const window of windows)
          numbers.add(`${window.id} ${window.usedPercent} ${window.capturedAt} ${window.source}`);
        state = 'verdict' in one ? withSignal(state, one, END) : withReading(state, aReading(one), END);
        for (const { id: name, usedPercent, capturedAt, source } of state.good?.windows ?? []) {
          expect(usedPercent === null || numbers.has(`${name} ${usedPercent} ${capturedAt} ${source}`)).toBe(true);
        }
      }
    }),
  );
});

test('every window is known once, and its samples are in order, each time once and at most 64', () => {
  fc.assert(
    fc.property(lived, ({ good, samples }) => {
      const ids = good?.windows.map((window) => window.id) ?? [];
      expect(new Set(ids).size).toBe(ids.length);
      expect(samples.map(({ at }) => at)).toEqual(samples.map(({ at }) => at).toSorted((a, b) => a.localeCompare(b)));
      expect(new Set(samples.map(({ at, windowId }) => `${at} ${windowId}`)).size).toBe(samples.length);
      for (const name of ids) expect(samples.filter(({ windowId }) => windowId === name).length).toBeLessThan(65);
    }),
  );
});

test('a refusal is never lost: some window of its account or model is used up after it', () => {
  fc.assert(
    fc.property(told(numbered), signal, (windows, said) => {
      const at = '2026-01-01T23:30:00.000Z';
      const known = withReading(nothingKnown(account), aReading(windows), at);
      const open = said.windows.filter((window) => window.resetsAt === null || window.resetsAt > at);
      const refusal = aSignal({
        ...said,
        windows: open.map((window) => ({ ...window, capturedAt: at })),
        verdict: 'rejected',
        observedAt: at,
        basis: 'structured',
        resetsAt: null,
      });
      expect(withSignal(known, refusal, at).good?.windows.map(({ state }) => state)).toContain('exhausted');
    }),
  );
});

test('what is written is read again as it was, and of a file that was cut nothing is made up', () => {
  fc.assert(
    fc.property(lived, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (state, where) => {
      const text = formatState(state);
      expect(parseState(text, account)).toEqual(state);
      // Without its last two characters, a brace and a line feed, no text is whole.
      expect(parseState(text.slice(0, Math.floor((text.length - 1) * where)), account)).toBeNull();
    }),
  );
});

test('no JSON makes the reader of a cache file throw, and what it gives can be written and read again', () => {
  const file = fc.record({
    schemaVersion: fc.constant(1),
    account: fc.constant({ id: account.id }),
    good: fc.oneof(fc.jsonValue(), fc.record({ windows: fc.array(fc.jsonValue()), login: fc.jsonValue() })),
    problem: fc.oneof(fc.jsonValue(), fc.record({ code: fc.string(), at: fc.string() })),
    samples: fc.oneof(fc.jsonValue(), fc.array(fc.record({ at: instant, windowId: id, usedPercent: fc.jsonValue() }))),
  });
  fc.assert(
    fc.property(fc.oneof(file, fc.jsonValue()), (value) => {
      const state = parseState(JSON.stringify(value), account);
      expect(state === null ? null : parseState(formatState(state), account)).toEqual(state);
    }),
  );
});
