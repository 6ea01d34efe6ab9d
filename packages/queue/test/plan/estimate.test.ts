import { expect, test } from 'vitest';
import type { WorkAttempt } from '../../src/index.ts';
import { estimateOf } from '../../src/plan/estimate.ts';

function attempt(minutes: number | null, outcome: WorkAttempt['outcome'] = 'done'): WorkAttempt {
  const startedAt = '2026-01-01T00:00:00.000Z';
  const endedAt = minutes === null ? null : new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
  return { number: 1, worker: 'w', startedAt, endedAt, outcome, reason: null, progress: null };
}

test('the median of what was done; failures and runs under way say nothing', () => {
  expect(estimateOf([attempt(3), attempt(90), attempt(5), attempt(1, 'retry'), attempt(null, 'running')])).toBe(
    5 * 60_000,
  );
  expect(estimateOf([attempt(3), attempt(5)])).toBe(4 * 60_000);
  expect(estimateOf([attempt(3)])).toBe(3 * 60_000);
  expect(estimateOf([])).toBeNull();
});
