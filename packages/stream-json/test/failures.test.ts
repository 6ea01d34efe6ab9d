import type { Failure, FailureClass } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { CLAUDE_TEXT_OUTCOMES } from '../src/claude/classify.ts';
import { CLAUDE_OUTCOMES } from '../src/claude/outcomes.ts';
import { byPrecedence } from '../src/failure-table.ts';
import { claude, FAILURE_OUTCOMES, FAILURE_PRECEDENCE, parseLine } from '../src/index.ts';
import { fixedClock, READ_AT } from './recordings.ts';

type Line = Readonly<Record<string, unknown>>;

/** The failure of a result, after the lines of its turn. */
function failureOf(result: Line, ...before: readonly Line[]): Failure | null {
  const lines = [...before, { type: 'result', is_error: true, ...result }].map((line) => JSON.stringify(line));
  const last = parseLine('claude', lines.join('\n'), { clock: fixedClock }).at(-1);
  if (last?.type !== 'result') throw new Error('The last event was to be the result.');
  return last.failure;
}

const errorMessage = (error: string, more: Line = {}): Line => ({
  type: 'assistant',
  is_api_error_message: true,
  error,
  message: { model: '<synthetic>', content: [{ type: 'text', text: 'API Error' }] },
  ...more,
});
const rejected = (info: Line = {}): Line => ({
  type: 'rate_limit_event',
  rate_limit_info: { status: 'rejected', rateLimitType: 'five_hour', resetsAt: 1_795_228_320, ...info },
});

describe('the failure of a result', () => {
  it.each<[string, FailureClass, Line, readonly Line[]]>([
    ['a refused login', 'auth', {}, [errorMessage('authentication_failed')]],
    ['an organisation without access', 'auth', {}, [errorMessage('oauth_org_not_allowed')]],
    ['a 403', 'auth', { api_error_status: 403 }, []],
    [
      'a used up window',
      'limit',
      { api_error: 'usage_limit_reached', api_error_status: 429 },
      [rejected(), errorMessage('rate_limit')],
    ],
    [
      'a 429 after a rejected window, without its name',
      'limit',
      { api_error_status: 429 },
      [rejected(), errorMessage('rate_limit')],
    ],
    [
      'a 429 while extra usage pays',
      'overload',
      { api_error_status: 429 },
      [rejected({ isUsingOverage: true }), errorMessage('rate_limit')],
    ],
    ['a plain 429', 'overload', { api_error_status: 429 }, [errorMessage('rate_limit')]],
    [
      'a 429 without limit headers',
      'overload',
      { api_error_status: 429 },
      [{ type: 'rate_limit_event', rate_limit_info: { status: 'rejected' } }, errorMessage('rate_limit')],
    ],
    ['no credit', 'billing', { api_error_status: 400 }, [errorMessage('billing_error')]],
    ['an overloaded server', 'overload', { api_error_status: 529 }, [errorMessage('server_error')]],
    ['a lost connection', 'transport', { api_error: 'connection_failed' }, [errorMessage('server_error')]],
    [
      'a long prompt',
      'context',
      { terminal_reason: 'prompt_too_long', api_error_status: 400 },
      [errorMessage('invalid_request')],
    ],
    ['a long answer', 'context', { api_error: 'max_output_tokens' }, [errorMessage('max_output_tokens')]],
    [
      'a refusal by its words',
      'refused',
      { result: "API Error: Opus 5.5's safeguards flagged this message" },
      [errorMessage('invalid_request')],
    ],
    ['a refusal by its line', 'refused', {}, [{ type: 'system', subtype: 'model_refusal_no_fallback', content: 'no' }]],
    ['a spent budget', 'budget', { terminal_reason: 'budget_exhausted', subtype: 'error_max_budget_usd' }, []],
    ['a spent budget of an older CLI', 'budget', { subtype: 'error_max_budget_usd' }, []],
    ['the last turn', 'turns', { terminal_reason: 'max_turns' }, []],
    ['a missing model', 'config', { api_error_status: 404 }, [errorMessage('model_not_found')]],
    [
      'a missing session',
      'config',
      { subtype: 'error_during_execution', result: '', errors: ['No conversation found with session ID: x'] },
      [],
    ],
    ['a hook', 'tool', { terminal_reason: 'stop_hook_prevented' }, []],
    ['no structured answer', 'protocol', { terminal_reason: 'structured_output_retry_exhausted' }, []],
    ['a 400 that says no more', 'unknown', { api_error_status: 400 }, [errorMessage('unknown')]],
    ['an interrupt', 'unknown', { terminal_reason: 'aborted_tools' }, []],
    ['a reason of tomorrow', 'unknown', { terminal_reason: 'something_new' }, []],
    [
      'login before everything',
      'auth',
      { api_error: 'usage_limit_reached', api_error_status: 429 },
      [rejected(), errorMessage('authentication_failed')],
    ],
    [
      'a limit before the rest',
      'limit',
      { api_error: 'usage_limit_reached', terminal_reason: 'max_turns' },
      [rejected()],
    ],
    [
      "not a subagent's error",
      'turns',
      { terminal_reason: 'max_turns' },
      [errorMessage('server_error', { parent_tool_use_id: 't' })],
    ],
    ['words alone', 'limit', { result: "You've hit your weekly limit · resets Nov 25, 8am (UTC)" }, []],
  ])('names %s %s', (_name, failureClass, result, before) => {
    expect(failureOf({ result: 'text', ...result }, ...before)?.class).toBe(failureClass);
  });

  it('carries the structured limit, never the words, where there is one', () => {
    const failure = failureOf({ api_error: 'usage_limit_reached', result: "You've hit your weekly limit" }, rejected());
    expect(failure?.limit).toMatchObject({
      basis: 'structured',
      windowId: 'session',
      resetsAt: '2026-11-21T02:32:00.000Z',
    });
  });

  it('carries a limit in any case when its class is limit', () => {
    expect(failureOf({ api_error: 'usage_limit_reached', result: 'no words' })?.limit).toMatchObject({
      verdict: 'rejected',
      windowId: null,
      resetsAt: null,
    });
    expect(
      failureOf({ api_error: 'usage_limit_reached', result: "You've hit your weekly limit" })?.limit,
    ).toMatchObject({
      basis: 'text',
      windowId: 'weekly',
    });
  });

  it('takes the limit of an error message whose own event was lost', () => {
    const params = { rate_limit_info: { status: 'rejected', rateLimitType: 'seven_day', resetsAt: 1_795_522_920 } };
    const lines = [
      errorMessage('rate_limit', { api_error_params: params }),
      { type: 'result', is_error: true, api_error: 'usage_limit_reached' },
    ];
    const events = parseLine('claude', lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(events.map(({ type }) => type)).toEqual(['limit', 'notice', 'result']);
    expect(events.at(-1)).toMatchObject({ failure: { class: 'limit', limit: { windowId: 'weekly' } } });
  });

  it('is decided by is_error and terminal_reason, never by the subtype', () => {
    expect(failureOf({ is_error: true, subtype: 'success' })).not.toBeNull();
    expect(failureOf({ is_error: false, subtype: 'error_during_execution' })).toBeNull();
    expect(failureOf({ is_error: false, subtype: 'success', terminal_reason: 'aborted_streaming' })?.class).toBe(
      'unknown',
    );
    expect(
      failureOf({ is_error: false, terminal_reason: 'api_error', result: 'x' }, errorMessage('server_error'))?.class,
    ).toBe('overload');
    expect(failureOf({ is_error: undefined, subtype: 'success' })?.class).toBe('protocol');
  });

  it('is cleared by an answered success, whatever came before', () => {
    expect(
      failureOf({ is_error: false, terminal_reason: 'completed' }, rejected(), errorMessage('authentication_failed')),
    ).toBeNull();
  });

  it('forgets the turn before', () => {
    const first = { type: 'result', is_error: true, api_error: 'usage_limit_reached' };
    expect(failureOf({ api_error_status: 429 }, rejected(), errorMessage('authentication_failed'), first)?.class).toBe(
      'overload',
    );
  });

  it('believes the limit sentence of an old CLI that calls itself a success, and no prose', () => {
    expect(failureOf({ is_error: false, result: 'Claude AI usage limit reached|1795249800' })).toMatchObject({
      class: 'limit',
      limit: { resetsAt: '2026-11-21T08:30:00.000Z' },
    });
    expect(failureOf({ is_error: false, result: 'It said: Claude AI usage limit reached|1795249800' })).toBeNull();
    expect(
      failureOf({ is_error: false, terminal_reason: 'completed', result: 'Claude AI usage limit reached|1795249800' }),
    ).toBeNull();
    expect(failureOf({ is_error: false, result: "You've hit your weekly limit · resets 3pm" })).toBeNull();
  });

  it('keeps the vendor words whole', () => {
    expect(failureOf({ errors: ['one', 'two', 3] })?.detail).toBe('one\ntwo');
    expect(failureOf({ terminal_reason: 'model_error' })?.detail).toBe('model_error');
  });
});

describe('classify', () => {
  const classify = (text: string, from: 'stderr' | 'result' = 'stderr'): Failure | null =>
    claude.classify(text, { now: READ_AT, timeZone: 'UTC', from });

  it.each<[FailureClass, string]>([
    ['auth', 'Invalid API key · Fix external API key'],
    ['auth', 'Not logged in · Please run /login'],
    ['auth', 'OAuth token has expired · Please run /login'],
    ['auth', 'Failed to authenticate: OAuth session expired and could not be refreshed'],
    ['auth', 'Failed to authenticate. API Error: 403 {"type":"error"}'],
    ['auth', 'API Error: 401 {"type":"error","error":{"type":"authentication_error"}}'],
    ['limit', "You've hit your weekly limit · resets Nov 25, 8am (UTC)"],
    ['billing', 'Credit balance is too low'],
    ['billing', 'Your org is out of usage · contact your admin'],
    ['billing', "Your seat type doesn't include usage"],
    ['overload', 'API Error: 529 Overloaded. This is a server-side issue, usually temporary'],
    ['overload', 'API Error: Request rejected (429) · too many requests'],
    ['overload', 'API Error: Server is temporarily limiting requests (not your usage limit) · Rate limited'],
    ['context', 'Prompt is too long · the request is ~1050000 tokens'],
    ['context', 'Context limit reached · /compact or /clear to continue'],
    ['context', 'API Error: Claude’s response exceeded the 128000 output token maximum.'],
    ['refused', "API Error: Opus 5.5's safeguards flagged this message"],
    ['transport', 'API Error: Connection dropped (ECONNRESET). Check the gateway'],
    ['transport', 'API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)'],
    ['config', "error: unknown option '--no-such-flag'"],
    ['config', '[claude-code:unrecognized_model] {"model":"claude-nope-1"}'],
    ['config', 'Error: Session ID aaaaaaaa-1111-4111-8111-111111111111 is already in use.'],
    ['config', 'No conversation found with session ID: 11111111-2222-4333-8444-555555555555'],
    ['config', 'Error: Invalid session ID. Must be a valid UUID.'],
    ['config', 'Error: When using --print, --output-format=stream-json requires --verbose'],
    ['config', 'Error: Input must be provided either through stdin or as a prompt argument when using --print'],
    ['config', 'Error parsing streaming input line (type=unknown, 8 chars): SyntaxError'],
    ['config', '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons'],
  ])('finds %s in %s', (failureClass, text) => {
    expect(classify(text)?.class).toBe(failureClass);
    expect(classify(`Warning: something\n${text}\nbye`)?.class).toBe(failureClass);
    expect(classify(text, 'result')).toMatchObject({ class: failureClass, detail: text });
  });

  it.each([
    'Warning: no stdin data received in 3s, proceeding without it.',
    'the tests failed with 401 and 429, see "Please read the log"',
    'npm warn deprecated overload-protection@1.0.0',
    'Now using extra usage · your session limit resets 3pm',
    'Fast limit reached and temporarily disabled · resets in 8m',
  ])('finds nothing in %s', (text) => {
    expect(classify(text)).toBeNull();
  });

  it('quotes the line of stderr that said it, and its limit', () => {
    expect(classify("a\n  You've hit your weekly limit · resets Nov 25, 8am (UTC)\nb")).toMatchObject({
      detail: "You've hit your weekly limit · resets Nov 25, 8am (UTC)",
      limit: { windowId: 'weekly', resetsAt: '2026-11-25T08:00:00.000Z' },
    });
  });

  it('takes the class that counts most where a text names several', () => {
    expect(classify("error: unknown option '--x'\nNot logged in · Please run /login")?.class).toBe('auth');
  });
});

describe('the failure table', () => {
  it('ranks every class once, and says what becomes of a run', () => {
    expect([...FAILURE_PRECEDENCE].sort()).toEqual(Object.keys(FAILURE_OUTCOMES).sort());
    expect(FAILURE_OUTCOMES.limit).toEqual({ status: 'limited', exitCode: 75 });
    expect(FAILURE_OUTCOMES.auth).toEqual({ status: 'auth', exitCode: 4 });
  });

  it('puts rows in the order in which they count, rows of one class as they were written', () => {
    const rows = (['unknown', 'limit', 'auth', 'config', 'limit'] as const).map((failureClass, index) => ({
      outcome: `${failureClass} ${index}`,
      class: failureClass,
      reset: 'none' as const,
      holds: () => true,
    }));
    expect(byPrecedence(rows).map(({ outcome }) => outcome)).toEqual([
      'auth 2',
      'limit 1',
      'limit 4',
      'config 3',
      'unknown 0',
    ]);
  });

  it.each([
    ['results', CLAUDE_OUTCOMES],
    ['texts', CLAUDE_TEXT_OUTCOMES],
  ])('lists the rows of %s in the order in which they count', (_name, rows) => {
    const ranks = rows.map((row) => FAILURE_PRECEDENCE.indexOf(row.class));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(rows.map(({ outcome }) => outcome)).size).toBe(rows.length);
  });
});
