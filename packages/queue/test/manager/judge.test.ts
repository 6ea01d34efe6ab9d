import { expect, test } from 'vitest';
import { CcxError, type Route } from '@ccx/contracts';
import { judge } from '../../src/manager/judge.ts';
import { judgeRefusal } from '../../src/manager/judge-refusal.ts';
import { CLASSES, resultOf } from './support/results.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const how = { now: NOW, marginMs: 120_000, allowDenied: false };

test('a success is for the handler to judge', async () => {
  expect(judge(await resultOf({}), how)).toBeNull();
});

test('a denied tool needs a person, whatever the agent says of its success, unless the item allows it', async () => {
  const result = await resultOf({}, ['Bash', 'Edit', 'Bash']);
  expect(judge(result, how)).toEqual({ is: 'needs-human', reason: 'work was denied Bash, Edit' });
  expect(judge(result, { ...how, allowDenied: true })).toBeNull();
});

test('a limit waits for its return and two minutes', async () => {
  const limited = await resultOf({ status: 'limited', resetsAt: '2026-01-01T03:00:00.000Z', detail: '5-hour limit' });
  expect(judge(limited, how)).toEqual({
    is: 'wait',
    reason: 'work (limit): 5-hour limit',
    until: '2026-01-01T03:02:00.000Z',
  });
  const earliest = { ...limited, earliest: '2026-01-01T01:00:00.000Z' };
  expect(judge(earliest, how)).toMatchObject({ until: '2026-01-01T01:02:00.000Z' });
});

test('a limit whose end nobody knows, or that is over already, is looked at again later, never at once', async () => {
  expect(judge(await resultOf({ status: 'limited' }), how)).toMatchObject({ until: '2026-01-01T00:15:00.000Z' });
  const over = await resultOf({ status: 'limited', resetsAt: '2025-12-31T23:00:00.000Z' });
  expect(judge(over, how)).toMatchObject({ is: 'wait', until: '2026-01-01T00:02:00.000Z' });
});

test('every class of failure has its consequence', async () => {
  const table = await Promise.all(
    CLASSES.map(async (failure) => [failure, judge(await resultOf({ status: 'failed', failure }), how)?.is]),
  );
  expect(Object.fromEntries(table)).toEqual({
    limit: 'wait',
    auth: 'wait',
    billing: 'retry',
    overload: 'retry',
    transport: 'retry',
    protocol: 'retry',
    tool: 'retry',
    unknown: 'retry',
    config: 'dead',
    context: 'dead',
    refused: 'dead',
    budget: 'needs-human',
    turns: 'needs-human',
  });
});

test('a login that is missing, a deadline and a run that somebody stopped', async () => {
  expect(judge(await resultOf({ status: 'auth', detail: 'Please run /login' }), how)).toEqual({
    is: 'wait',
    reason: 'work (auth): Please run /login',
    until: '2026-01-01T00:02:00.000Z',
  });
  expect(judge(await resultOf({ status: 'timed-out', deadline: 'idle' }), how)).toEqual({
    is: 'retry',
    reason: 'work timed out (idle)',
  });
  expect(judge(await resultOf({ status: 'cancelled' }), how)).toMatchObject({ is: 'cancelled' });
});

test('long words of a vendor are cut to one line', async () => {
  const judged = judge(await resultOf({ status: 'failed', detail: `a\n${'b'.repeat(2_000)}` }), how);
  expect(judged).toMatchObject({ is: 'retry', reason: expect.stringMatching(/^work \(unknown\): a b+…$/) });
});

const route: Route = { reservation: null, earliest: '2026-01-01T02:00:00.000Z', candidates: [] };

test('a run for which no account had room waits, one without any account too, and says why', () => {
  const none = new CcxError('no_candidate', 'none');
  expect(judgeRefusal(none, route, how)).toEqual({
    is: 'wait',
    reason: 'no account is known that could do it',
    until: '2026-01-01T02:02:00.000Z',
  });
  expect(judgeRefusal(none, null, how)).toMatchObject({ is: 'wait', until: '2026-01-01T00:15:00.000Z' });
});

test('a run that could not begin is dead where its item is wrong, waits for what passes, and else is a failed try', () => {
  const of = (code: CcxError['code']): string => judgeRefusal(new CcxError(code, 'x'), route, how).is;
  expect(of('not_a_repository')).toBe('dead');
  expect(of('agent_missing')).toBe('wait');
  expect(of('worktree_busy')).toBe('wait');
  expect(of('io_failed')).toBe('retry');
  expect(judgeRefusal(new Error('spawn EAGAIN'), null, how)).toEqual({ is: 'retry', reason: 'spawn EAGAIN' });
});
