import type { Failure, FailureClass, LimitSignal, RunSummary } from '@ccx/contracts';
import { createLineDialect, testLimit } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { outcomeOf, type EndOfProcess } from '../src/outcome.ts';

const EMPTY: RunSummary = createLineDialect().summarizer().summary();
const GOOD: RunSummary = { ...EMPTY, ended: true, text: 'done' };
const LIMIT: LimitSignal = testLimit('2026-11-21T10:00:00.000Z');
const failure = (name: FailureClass, limit: LimitSignal | null = null): Failure => ({
  class: name,
  detail: `it was ${name}`,
  limit,
});

const BASE: EndOfProcess = {
  agent: 'claude',
  ending: { by: 'itself' },
  summary: GOOD,
  exitCode: 0,
  signal: null,
  stdoutClosedEarly: false,
  stderr: '',
  classify: () => null,
  aborted: false,
  exitCodeCounts: false,
};

const byCaller = (done: boolean): Partial<EndOfProcess> => ({ ending: { by: 'caller', done } });
const byDeadline = (
  deadline: 'total' | 'idle' | 'tool' | 'first-byte' | 'linger',
  unanswered: FailureClass | null = null,
): Partial<EndOfProcess> => ({
  ending: { by: 'deadline', deadline, unanswered },
  signal: 'SIGKILL',
  exitCode: null,
});

test.each<[string, Partial<EndOfProcess>, object]>([
  ['a good result', {}, { status: 'success' }],
  ['a good result and an exit code that does not count', { exitCode: 1 }, { status: 'success' }],
  [
    'a good result and an exit code that counts',
    { exitCode: 1, exitCodeCounts: true },
    {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code reported success and then ended with exit code 1.' },
    },
  ],
  [
    'a good result and a signal that counts',
    { exitCode: null, signal: 'SIGTERM', exitCodeCounts: true },
    { status: 'failed', failure: { class: 'protocol' } },
  ],
  ['a good result after which the agent had to be ended', byDeadline('linger'), { status: 'success' }],
  ['the same where exit codes count', { ...byDeadline('linger'), exitCodeCounts: true }, { status: 'success' }],
  [
    'a bad result after which the agent had to be ended',
    { ...byDeadline('linger'), summary: { ...GOOD, failure: failure('context') } },
    { status: 'failed', failure: { class: 'context' } },
  ],
  [
    'a result that says limit',
    { summary: { ...GOOD, failure: failure('limit', LIMIT) } },
    { status: 'limited', failure: { class: 'limit', limit: LIMIT } },
  ],
  [
    'a result that says auth',
    { summary: { ...GOOD, failure: failure('auth') } },
    { status: 'auth', failure: { class: 'auth' } },
  ],
  [
    'a result that is an error of no known class',
    { summary: { ...GOOD, text: 'oh', verdict: { isError: true, subtype: null, terminalReason: null } } },
    { status: 'failed', failure: { class: 'unknown', detail: 'oh' } },
  ],
  [
    'a result of an aborted turn',
    { aborted: true, summary: { ...GOOD, failure: failure('unknown') } },
    { status: 'cancelled' },
  ],
  [
    'denied tools in a good result',
    { summary: { ...GOOD, permissionDenials: [{ tool: 'Bash', reason: 'safe' }] } },
    { status: 'success' },
  ],
  ['a rejected window in a good result', { summary: { ...GOOD, limits: [LIMIT] } }, { status: 'success' }],

  [
    'a caller who stops an agent that then exits with 0 and without a result',
    { ...byCaller(false), agent: 'gemini', summary: EMPTY, exitCode: 0, exitCodeCounts: true },
    { status: 'cancelled' },
  ],
  [
    'a caller who stops an agent that then exits with 1 and without a result',
    { ...byCaller(false), agent: 'codex', summary: EMPTY, exitCode: 1, exitCodeCounts: true },
    { status: 'cancelled' },
  ],
  [
    'somebody else who stops an agent that then exits with 0 and without a result',
    { agent: 'gemini', summary: EMPTY, exitCode: 0, exitCodeCounts: true },
    { status: 'failed', failure: { class: 'protocol', detail: 'Gemini CLI ended with exit code 0 without a result.' } },
  ],
  ['a caller who stops a turn', byCaller(false), { status: 'cancelled' }],
  [
    'a caller who stops a turn that then fails',
    { ...byCaller(false), summary: { ...GOOD, failure: failure('tool') } },
    { status: 'cancelled' },
  ],
  ['a caller who stops before anything was said', { ...byCaller(false), summary: EMPTY }, { status: 'cancelled' }],
  ['a caller who stops after a good result', byCaller(true), { status: 'success' }],
  [
    'a caller who stops after a bad result',
    { ...byCaller(true), summary: { ...GOOD, failure: failure('overload') } },
    { status: 'failed', failure: { class: 'overload' } },
  ],

  ['no first byte', byDeadline('first-byte'), { status: 'timed-out', deadline: 'first-byte' }],
  ['a tool that never ends', byDeadline('tool'), { status: 'timed-out', deadline: 'tool' }],
  ['a run that takes too long', byDeadline('total'), { status: 'timed-out', deadline: 'total' }],
  [
    'a run that takes too long between retries',
    byDeadline('total', 'transport'),
    { status: 'timed-out', deadline: 'total' },
  ],
  ['silence', byDeadline('idle'), { status: 'timed-out', deadline: 'idle' }],
  [
    'silence after retries',
    byDeadline('idle', 'overload'),
    { status: 'failed', failure: { class: 'transport', limit: null } },
  ],
  [
    'silence after retries for a limit that nothing names',
    byDeadline('idle', 'limit'),
    { status: 'failed', failure: { class: 'transport' } },
  ],
  [
    'silence after retries for a limit that was named',
    { ...byDeadline('idle', 'limit'), summary: { ...EMPTY, limits: [LIMIT] } },
    { status: 'limited', failure: { class: 'limit', limit: LIMIT } },
  ],
  [
    'a deadline during which the agent gave up with a result',
    { ...byDeadline('idle'), summary: { ...GOOD, failure: failure('tool') } },
    { status: 'timed-out', deadline: 'idle' },
  ],

  [
    'no result and nothing on stderr',
    { summary: EMPTY, exitCode: 3 },
    {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code ended with exit code 3 without a result.' },
    },
  ],
  [
    'no result and something on stderr',
    { summary: EMPTY, exitCode: 1, stderr: ' boom\n' },
    {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code ended with exit code 1 without a result. It said: boom' },
    },
  ],
  [
    'no result and a signal',
    { summary: EMPTY, exitCode: null, signal: 'SIGSEGV' },
    { status: 'failed', failure: { class: 'protocol', detail: 'Claude Code was ended by SIGSEGV without a result.' } },
  ],
  [
    'no result and a stderr that the dialect knows',
    { summary: EMPTY, classify: () => failure('config') },
    { status: 'failed', failure: { class: 'config' } },
  ],
  [
    'no result and a stderr that says auth',
    { summary: EMPTY, classify: () => failure('auth') },
    { status: 'auth', failure: { class: 'auth' } },
  ],
  [
    'no result and what the events told',
    { summary: { ...EMPTY, failure: failure('limit', LIMIT) } },
    { status: 'limited', failure: { class: 'limit' } },
  ],
  [
    'no result and a closed output',
    { ...byDeadline('linger'), summary: EMPTY, stdoutClosedEarly: true },
    {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code closed its output without a result and had to be ended.' },
    },
  ],
])('%s', (_what, end, expected) => {
  const outcome = outcomeOf({ ...BASE, ...end });
  expect(outcome).toMatchObject(expected);
  expect('failure' in outcome).toBe('failure' in expected);
});

test('stderr is not looked at where a result was given', () => {
  expect(outcomeOf({ ...BASE, classify: () => failure('auth') })).toEqual({ status: 'success' });
});

test('of a long stderr the end is shown', () => {
  const outcome = outcomeOf({ ...BASE, summary: EMPTY, stderr: `${'x'.repeat(10_000)} the reason` });
  expect(outcome).toMatchObject({ failure: { detail: expect.stringMatching(/It said: …x+ the reason$/) } });
});
