import type { FailureClass, RunOutcome } from '@ccx/contracts';
import { FAILURE_OUTCOMES } from '@ccx/stream-json';
import { expect, test } from 'vitest';
import { exitCodeOfError, exitCodeOfRun } from '../src/exit-codes.ts';

test.each(Object.entries(FAILURE_OUTCOMES))('a failure of class %s exits as the failure table says', (name, row) => {
  const failure = { class: name as FailureClass, detail: '', limit: null };
  expect(exitCodeOfRun({ status: row.status, failure })).toBe(row.exitCode);
});

test.each<[RunOutcome, number]>([
  [{ status: 'success' }, 0],
  [{ status: 'cancelled' }, 130],
  [{ status: 'timed-out', deadline: 'idle' }, 124],
])('a run that ended as %j exits with %i', (outcome, code) => {
  expect(exitCodeOfRun(outcome)).toBe(code);
});

test('wrong use exits with 2, an agent that is not there with 4, nothing to choose from with 3', () => {
  expect(exitCodeOfError('invalid_argument')).toBe(2);
  expect(exitCodeOfError('platform_unsupported')).toBe(2);
  expect(exitCodeOfError('agent_missing')).toBe(4);
  expect(exitCodeOfError('no_candidate')).toBe(3);
  expect(exitCodeOfError('io_failed')).toBe(1);
});
