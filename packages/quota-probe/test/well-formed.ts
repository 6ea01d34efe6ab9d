import type { QuotaReading, QuotaSourceId, QuotaWindow } from '@ccx/contracts';
import { expect } from 'vitest';

const WINDOW_ID = /^(?:(?:session|weekly|monthly|daily)(?::[a-z0-9]+(?:[.-][a-z0-9]+)*)?|extra)$/;
const EVERY_FIELD = [
  'amount',
  'appliesTo',
  'bound',
  'capturedAt',
  'id',
  'label',
  'resetRaw',
  'resetsAt',
  'source',
  'state',
  'usedPercent',
  'windowMinutes',
];

/** Fails unless a reading is what {@link QuotaReading} promises: every field said, unknown `null`, instants exact. */
export function expectWellFormed(reading: QuotaReading, source: QuotaSourceId): void {
  expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
  if (!reading.ok) {
    const { code, detail, at, retryAt } = reading.problem;
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(detail.trim()).not.toBe('');
    expect(detail.length).toBeLessThanOrEqual(500);
    expectInstant(at);
    if (retryAt !== null) expectInstant(retryAt);
    return;
  }
  const { schemaVersion, windows, plan, cliVersion, login } = reading.snapshot;
  expect(schemaVersion).toBe(1);
  expect(windows).not.toEqual([]);
  expect(new Set(windows.map(({ id }) => id)).size).toBe(windows.length);
  for (const text of [plan, cliVersion, login?.email, login?.organization, login?.accountUuid])
    expect(text).not.toBe('');
  for (const window of windows) expectWellFormedWindow(window, source);
}

function expectWellFormedWindow(window: QuotaWindow, source: QuotaSourceId): void {
  expect(Object.keys(window).sort()).toEqual(EVERY_FIELD);
  const { id, label, appliesTo, usedPercent, bound, amount, resetsAt, windowMinutes, state, capturedAt } = window;
  expect(id).toMatch(WINDOW_ID);
  expect(label.trim()).not.toBe('');
  expect(appliesTo).not.toBe('');
  if (usedPercent !== null) expect(usedPercent).toBeGreaterThanOrEqual(0);
  expect(['exact', 'at-least']).toContain(bound);
  if (amount !== null) {
    expect(amount.used).toBeGreaterThanOrEqual(0);
    if (amount.limit !== null) expect(amount.limit).toBeGreaterThanOrEqual(0);
  }
  expect(['ok', 'warn', 'exhausted', 'unknown']).toContain(state);
  // What nobody measured is not well.
  if (usedPercent === null && amount === null) expect(state).not.toBe('ok');
  if (windowMinutes !== null) expect(windowMinutes).toBeGreaterThan(0);
  if (resetsAt !== null) expectInstant(resetsAt);
  expectInstant(capturedAt);
  expect(window.source).toBe(source);
}

/** ISO 8601 in UTC with milliseconds, and one that exists. */
function expectInstant(text: string): void {
  expect(new Date(text).toISOString()).toBe(text);
}
