import type { AgentEvent, Failure, FailureClass, RunSummary } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { byPrecedence } from '../../src/failure-table.ts';
import { GEMINI_OUTCOMES } from '../../src/gemini/outcomes.ts';
import { gemini, parseLine, summarize } from '../../src/index.ts';
import { fixedClock, READ_AT } from '../recordings.ts';

const about = { now: READ_AT, timeZone: 'Europe/Vienna' } as const;
const init = (model = 'gemini-2.5-pro'): string => JSON.stringify({ type: 'init', session_id: 's', model });
const answer = (content: string): string =>
  JSON.stringify({ type: 'message', role: 'assistant', content, delta: true });

function read(...lines: readonly string[]): readonly AgentEvent[] {
  return parseLine('gemini', lines.join('\n'), { clock: fixedClock });
}

function failureOf(result: Readonly<Record<string, unknown>>, ...before: readonly string[]): Failure | null {
  const last = read(...before, JSON.stringify({ type: 'result', ...result })).at(-1);
  if (last?.type !== 'result') throw new Error('The last event was to be the result.');
  return last.failure;
}

function stderr(...lines: readonly string[]): readonly AgentEvent[] {
  const parser = gemini.parser({ clock: fixedClock });
  return [
    ...parser.push(Buffer.from(`${init()}\n`)),
    ...parser.push(Buffer.from(lines.join('\n')), 'stderr'),
    ...parser.end(),
  ].slice(1);
}

describe('the failure of a result', () => {
  it.each<[FailureClass, string]>([
    ['auth', '[API Error: {"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}]'],
    ['limit', '[API Error: You have exhausted your daily quota on this model.]\nPlease wait'],
    ['limit', 'You have exhausted your capacity on this model. Your quota will reset after 8h44m7s.'],
    ['limit', 'Quota exceeded: GenerateRequestsPerDayPerProjectPerModel-FreeTier, status RESOURCE_EXHAUSTED'],
    ['limit', '{"code":429,"details":[{"reason":"QUOTA_EXHAUSTED"}]}'],
    ['limit', 'You exceeded your current quota, limit: 50\nSuggested retry after 3600s.'],
    ['billing', '{"code":403,"status":"PERMISSION_DENIED","reason":"UNSUPPORTED_CLIENT"}'],
    ['billing', 'IneligibleTierError: this account is not served'],
    ['billing', 'You exceeded your current quota, free_tier_requests, limit: 0'],
    ['overload', 'You exceeded your current quota, limit: 50\nSuggested retry after 0.5s.'],
    ['overload', '[API Error: {"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]'],
    ['overload', '[API Error: Resource has been exhausted (e.g. check quota).]'],
    ['overload', 'No capacity available for model gemini-2.5-pro on the server'],
    ['overload', '{"code":429,"reason":"MODEL_CAPACITY_EXHAUSTED"}'],
    ['overload', '{"code":429,"reason":"RATE_LIMIT_EXCEEDED"}'],
    ['overload', '[API Error: {"error":{"code":503,"status":"UNAVAILABLE"}}]'],
    ['context', 'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).'],
    ['refused', '[API Error: the candidate was blocked, finishReason SAFETY]'],
    ['refused', 'The model response was blocked due to safety settings.'],
    ['refused', 'The model response was blocked due to recitation/copyright filters.'],
    ['refused', 'The model response was blocked due to other policy settings.'],
    ['context', 'Model response was truncated because it exceeded the token limit. Try using /compress to free up.'],
    ['protocol', 'The model returned an empty response with no text or thoughts. Please try again.'],
    ['protocol', 'The model returned reasoning thoughts but no final response text.'],
    ['turns', 'Reached max session turns for this session.'],
    ['transport', 'exception TypeError: fetch failed sending request'],
    ['transport', '[API Error: terminated]'],
    ['transport', '[API Error: Premature close]'],
    [
      'transport',
      '[API Error: request to https://cloudcode-pa.googleapis.com/v1 failed, reason: certificate has expired]',
    ],
    ['unknown', '[API Error: The trial was terminated]'],
    ['config', '[API Error: models/gemini-nope is not found for API version v1beta.]'],
    ['protocol', 'Model stream ended with empty response text.'],
    ['unknown', '[API Error: something new]'],
  ])('is %s for %s', (failureClass, message) => {
    const failure = failureOf({ status: 'error', error: { type: 'unknown', message } }, init());
    expect(failure).toMatchObject({ class: failureClass, detail: message });
    expect(failure?.limit === null).toBe(failureClass !== 'limit');
  });

  it('is read of the type of the error where the message says nothing', () => {
    expect(failureOf({ status: 'error', error: { type: 'FatalTurnLimitedError', message: 'over' } })?.class).toBe(
      'turns',
    );
  });

  it('is read of the errors of the turn where the result says nothing, and not of its warnings', () => {
    const error = (severity: string): string => JSON.stringify({ type: 'error', severity, message: 'fetch failed' });
    expect(failureOf({ status: 'error' }, error('error'))?.class).toBe('transport');
    expect(failureOf({ status: 'error' }, error('warning'))?.class).toBe('unknown');
  });

  it('without a status that is known is a broken protocol', () => {
    expect(failureOf({ status: 'partial' }, answer('yes'))?.class).toBe('protocol');
    expect(failureOf({}, answer('yes'))?.class).toBe('protocol');
  });

  it('is a broken protocol for an empty answer, though the result says success', () => {
    expect(failureOf({ status: 'success' }, init(), answer(' \n'))?.class).toBe('protocol');
    expect(failureOf({ status: 'success' }, init(), answer('yes'))).toBeNull();
    const call = JSON.stringify({ type: 'tool_use', tool_name: 'write_file', tool_id: '1', parameters: {} });
    expect(failureOf({ status: 'success' }, init(), call)).toBeNull();
  });

  it('is a refusal where the turn said so, though the result says success', () => {
    const refusal = JSON.stringify({
      type: 'error',
      severity: 'error',
      message: 'Response stopped due to safety reasons.',
    });
    expect(failureOf({ status: 'success' }, answer('Par'), refusal)?.class).toBe('refused');
  });

  it('names the model that was asked for, not the one to which the CLI switches', () => {
    const message = 'exhausted your daily quota\nSwitching to the gemini-3.5-flash model for the rest of this session.';
    expect(failureOf({ status: 'error', error: { message } }, init())?.limit).toMatchObject({
      windowId: 'daily:gemini-2.5-pro',
      appliesTo: 'gemini-2.5-pro',
    });
    expect(failureOf({ status: 'error', error: { message } }, init('auto'))?.limit?.windowId).toBeNull();
  });

  it('knows the reset in the words', () => {
    const message = 'You have exhausted your capacity on this model. Your quota will reset after 8h44m7s.';
    expect(failureOf({ status: 'error', error: { message }, timestamp: READ_AT })?.limit).toMatchObject({
      resetsAt: '2026-11-21T09:44:07.000Z',
      resetRaw: '8h44m7s',
      basis: 'text',
    });
  });
});

describe('stderr', () => {
  it.each<[FailureClass, string]>([
    [
      'limit',
      '{\n  "session_id": "s",\n  "error": {\n    "type": "Error",\n    "message": "exhausted your daily quota",\n    "code": 429\n  }\n}',
    ],
    ['overload', '{\n  "error": {\n    "message": "slow down",\n    "code": 503\n  }\n}'],
    ['config', '\u001B[31mError in /home/ada/.gemini/settings.json: Unexpected end of JSON input\u001B[0m'],
    ['config', '\u001B[31mGemini CLI is not running in a trusted directory. To proceed\u001B[0m'],
    ['config', 'Unknown arguments: such-flag, suchFlag'],
    ['config', 'Error resuming session: Invalid session identifier "x".'],
    ['auth', 'Please set an Auth method in your settings'],
    ['transport', 'Attempt 1 failed. Retrying with backoff... Error: exception TypeError: fetch failed'],
  ])('names %s in %s', (failureClass, text) => {
    expect(gemini.classify(text, { ...about, from: 'stderr' })?.class).toBe(failureClass);
  });

  it('believes the error block before a retry that went well', () => {
    const text =
      'Attempt 1 failed with status 500. Retrying with backoff...\n{\n"error": {"message": "UNAUTHENTICATED"}\n}\n';
    expect(gemini.classify(text, { ...about, from: 'stderr' })?.class).toBe('auth');
  });

  it('does not believe what it repeats of a tool', () => {
    const text = 'Error executing tool read_file: QUOTA_EXHAUSTED\nUNAUTHENTICATED\nWarning: fetch failed';
    expect(gemini.classify(text, { ...about, from: 'stderr' })?.class).toBe('transport');
  });

  it('joins the lines of an attempt and tells how long the CLI sleeps', () => {
    expect(
      stderr('Attempt 2 failed: exceeded your current quota', 'Suggested retry after 1s.. Retrying after 5095ms...'),
    ).toMatchObject([{ type: 'notice' }, { type: 'retry', attempt: 2, delayMs: 5095, cause: 'overload' }]);
  });

  it('tells a limit while the CLI sleeps for it, with the reset of its words or else with the delay', () => {
    const line = (words: string): string => `Attempt 1 failed: ${words}. Retrying after 21927698ms...`;
    const capacity = 'You have exhausted your capacity on this model';
    expect(stderr(line(`${capacity}. Your quota will reset after 5h12m30s.`))).toMatchObject([
      { type: 'retry', cause: 'limit', delayMs: 21_927_698 },
      { type: 'limit', limit: { windowId: 'daily:gemini-2.5-pro', resetsAt: '2026-11-21T06:12:30.000Z' } },
    ]);
    expect(stderr(line(capacity))).toMatchObject([
      { type: 'retry', cause: 'limit' },
      { type: 'limit', limit: { verdict: 'rejected', resetsAt: '2026-11-21T07:05:27.698Z' } },
    ]);
    expect(stderr(line('Rate limit'))).toMatchObject([{ type: 'retry', cause: 'limit' }, { type: 'limit' }]);
  });

  it('tells a limit for which the CLI sleeps while it lasts, and no longer where it was answered', () => {
    const wait = 'Attempt 1 failed: You have exhausted your capacity on this model. Retrying after 3041ms...\n';
    const summaryAfter = (result: object): RunSummary => {
      const parser = gemini.parser({ clock: fixedClock });
      const lines = [init(), answer('yes'), JSON.stringify({ type: 'result', ...result })].join('\n');
      return summarize('gemini', [
        ...parser.push(Buffer.from(wait), 'stderr'),
        ...parser.push(Buffer.from(lines)),
        ...parser.end(),
      ]);
    };
    expect(summaryAfter({ status: 'success' }).limits).toEqual([]);
    expect(summaryAfter({ status: 'error' }).limits).toMatchObject([{ verdict: 'rejected' }]);
  });

  it('keeps colours in raw and nowhere else', () => {
    expect(stderr('\u001B[31mred\u001B[0m')).toMatchObject([
      { type: 'notice', text: 'red', raw: '\u001B[31mred\u001B[0m' },
    ]);
  });

  it('lends its reset to a result that comes after it', () => {
    const parser = gemini.parser({ clock: fixedClock });
    const trace = 'Error when talking to Gemini API TerminalQuotaError: no\n  retryDelayMs: 18750000,\n';
    const events = [
      ...parser.push(Buffer.from(`${init()}\n`)),
      ...parser.push(Buffer.from(trace), 'stderr'),
      ...parser.push(Buffer.from('{"type":"result","status":"error","error":{"message":"requests per day"}}\n')),
      ...parser.end(),
    ];
    expect(events.at(-1)).toMatchObject({
      failure: { limit: { resetsAt: '2026-11-21T06:12:30.000Z', basis: 'structured' } },
    });
    expect(summarize('gemini', events).failure?.class).toBe('limit');
  });
});

it('asks the table in the order of precedence', () => {
  expect(GEMINI_OUTCOMES).toEqual(byPrecedence(GEMINI_OUTCOMES));
});
