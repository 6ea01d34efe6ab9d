import type { Failure, FailureClass } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { CODEX_TEXT_OUTCOMES } from '../../src/codex/classify.ts';
import { byPrecedence } from '../../src/failure-table.ts';
import { codex } from '../../src/index.ts';
import { READ_AT } from '../recordings.ts';

function named(text: string, from: 'stderr' | 'result' = 'result'): Failure | null {
  return codex.classify(text, { now: READ_AT, timeZone: 'Europe/Vienna', from });
}

describe('what Codex says of a failed turn', () => {
  it.each<[FailureClass, string]>([
    [
      'auth',
      'unexpected status 401 Unauthorized: Incorrect API key provided: dummy., url: http://127.0.0.1/v1/responses',
    ],
    ['auth', 'unexpected status 403 Forbidden: No., url: http://127.0.0.1/v1/responses'],
    ['auth', 'Your access token could not be refreshed because your refresh token was already used.'],
    ['auth', 'Missing environment variable: `OPENAI_API_KEY`.'],
    ['limit', 'You’ve hit your usage limit. Upgrade to Pro (https://example.com), or try again at 2:38 AM.'],
    ['limit', "You've hit your usage limit. Try again later."],
    ['limit', 'You hit your spend cap set by the owner of your workspace.'],
    ['billing', 'Your workspace is out of credits. Ask your workspace owner to refill in order to continue.'],
    ['billing', 'Quota exceeded. Check your plan and billing details.'],
    ['billing', 'To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.'],
    ['overload', 'exceeded retry limit, last status: 429 Too Many Requests'],
    ['overload', 'exceeded retry limit, last status: 503 Service Unavailable'],
    ['overload', 'unexpected status 500 Internal Server Error: oops'],
    ['overload', 'We’re currently experiencing high demand, which may cause temporary errors.'],
    ['overload', 'Selected model is at capacity. Please try a different model.'],
    ['overload', 'rate limit exceeded: Rate limit reached for gpt-5.5-codex. Please try again in 1.2s.'],
    ['context', 'Codex ran out of room in the model’s context window. Start a new thread.'],
    ['context', "Codex ran out of room in the model's context window. Start a new thread."],
    ['transport', 'Connection failed: error sending request'],
    ['transport', 'stream disconnected before completion: stream closed before response.completed'],
    ['config', "The requested model 'gpt-nope' does not exist."],
    ['config', "The 'gpt-nope' model is not supported when using Codex with a ChatGPT account."],
  ])('is %s: %s', (failureClass, text) => {
    expect(named(text)).toMatchObject({ class: failureClass, detail: text });
  });

  it.each([
    'Invalid value for parameter temperature.',
    'unexpected status 400 Bad Request: no',
    'unexpected status 404 Not Found: no',
    'The model said: you’ve hit your usage limit.',
    'I ran into exceeded retry limit, last status: 429',
  ])('is not named where its words are not known: %s', (text) => {
    expect(named(text)).toBeNull();
  });

  it('reads the reset of a limit as a local wall clock', () => {
    const limit = 'You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro) or try again at ';
    expect(named(`${limit}2:38 AM.`)?.limit).toMatchObject({
      verdict: 'rejected',
      basis: 'text',
      resetRaw: '2:38 AM',
      resetsAt: '2026-11-21T01:38:00.000Z',
    });
    expect(named(`${limit}Nov 24th, 2026 1:08 AM.`)?.limit).toMatchObject({
      resetRaw: 'Nov 24th, 2026 1:08 AM',
      resetsAt: '2026-11-24T00:08:00.000Z',
    });
  });

  it('knows no reset of a limit that a workspace set', () => {
    expect(named('You hit your spend cap set by the owner of your workspace.')?.limit).toMatchObject({
      verdict: 'rejected',
      resetsAt: null,
      resetRaw: null,
    });
  });

  it('marks no account where the vendor is busy or money is missing', () => {
    expect(named('exceeded retry limit, last status: 429 Too Many Requests')?.limit).toBeNull();
    expect(named('Quota exceeded. Check your plan and billing details.')?.limit).toBeNull();
  });
});

describe('what Codex says on stderr before a turn', () => {
  it.each<[FailureClass, string]>([
    ['config', 'Not inside a trusted directory and --skip-git-repo-check was not specified.'],
    ['config', "error: unexpected argument '--no-such-flag' found"],
    ['config', "error: invalid value 'x' for '--sandbox <SANDBOX_MODE>'"],
    ['config', 'Error loading config.toml:'],
    ['config', 'Error: thread/resume: thread/resume failed: no rollout found for thread id 0 (code -32600)'],
    ['config', 'No prompt provided via stdin.'],
    ['auth', 'Not logged in'],
  ])('is %s: %s', (failureClass, line) => {
    const failure = named(`Reading additional input from stdin...\n${line}\nmore\n`, 'stderr');
    expect(failure).toEqual({ class: failureClass, detail: line, limit: null });
  });

  it('is no failure where it is the noise of every run', () => {
    expect(
      named(
        'Reading additional input from stdin...\n2026-11-21T01:08:23.251901Z ERROR codex_models_manager::manager: failed to refresh available models: unexpected status 404 Not Found\nLogged in using ChatGPT\n',
        'stderr',
      ),
    ).toBeNull();
  });
});

describe('the rows of Codex', () => {
  it('count in the order of their classes', () => {
    expect(byPrecedence(CODEX_TEXT_OUTCOMES)).toEqual(CODEX_TEXT_OUTCOMES);
  });

  it('name each outcome once', () => {
    const names = CODEX_TEXT_OUTCOMES.map(({ outcome, class: of }) => `${of}: ${outcome}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
