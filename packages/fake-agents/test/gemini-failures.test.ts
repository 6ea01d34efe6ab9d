import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { createLab, type Lab, type Line, type Ran } from './run-fake.ts';

const RUN = ['-p', 'hi', '-o', 'stream-json', '--skip-trust'];
const KEY = { login: 'api-key' } as const;
const FAST = { FAKE_AGENT_TIMING: 'collapsed' };

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

// In one process: the launcher has its own tests.
const run = (args: readonly string[], scenario: Scenario | string = KEY, env = {}, stdin = ''): Promise<Ran> =>
  lab.run(args, {
    agent: 'gemini',
    scenario,
    stdin,
    env: { COLORTERM: 'truecolor', GEMINI_CLI_NO_RELAUNCH: 'true', ...env },
  });

const said = (ran: Ran): string =>
  ran.lines.flatMap(({ role, content }) => (role === 'assistant' ? [String(content)] : [])).join('');
const kinds = (ran: Ran): readonly unknown[] => ran.lines.map(({ type }) => type);
const last = (ran: Ran): Line => ran.lines.at(-1) ?? {};
const home = (...path: readonly string[]): string => join(lab.home, '.gemini', ...path);
function settings(value: unknown): void {
  mkdirSync(home(), { recursive: true });
  writeFileSync(home('settings.json'), JSON.stringify(value));
}

describe('how a turn of Gemini fails', () => {
  test.each([
    { fail: 'bad-key', stream: 144, text: 1 },
    { fail: 'login-expired', stream: 145, text: 1 },
    { fail: 'forbidden', stream: 147, text: 1 },
    { fail: 'busy-429', stream: 173, text: 1 },
    { fail: 'overloaded', stream: 247, text: 1 },
    { fail: 'no-model', stream: 1, text: 1 },
    { fail: 'connection-refused', stream: 1, text: 1 },
    { fail: 'output-cap', stream: 0, text: 0 },
  ] as const)('$fail: exit $stream in json and stream-json, $text in text', async ({ fail, stream, text }) => {
    const scenario = { ...KEY, steps: [{ fail }] };
    const streamed = await run(RUN, scenario, FAST);
    expect([streamed.code, last(streamed)['status']]).toEqual([stream, stream === 0 ? 'success' : 'error']);
    const json = await run(['-p', 'hi', '-o', 'json', '--skip-trust'], scenario, FAST);
    expect([json.code, json.text === '']).toEqual([stream, stream !== 0]);
    expect((await run(['-p', 'hi', '--skip-trust'], scenario, FAST)).code).toBe(text);
  });

  test('ten attempts, each announced with a longer wait, then the end', async () => {
    const ran = await run(RUN, { ...KEY, steps: [{ fail: 'busy-429' }] }, FAST);
    const waits = [...ran.stderr.matchAll(/Retrying after (\d+)ms/g)].map(([, ms]) => Number(ms));
    expect(waits).toEqual([5847, 11695, 23390, 35084, 35084, 35084, 35084, 35084, 35084]);
    expect(ran.stderr).toContain('Attempt 9 failed: You exceeded your current quota');
    expect(last(ran)).toMatchObject({ status: 'error', error: { type: 'unknown' }, stats: { duration_ms: 0 } });
  });

  test('an empty answer: an error event, a result that is an error, exit 0', async () => {
    const ran = await run(RUN, { ...KEY, steps: [] }, FAST);
    expect([ran.code, kinds(ran)]).toEqual([0, ['init', 'message', 'error', 'result']]);
    expect(last(ran)).toMatchObject({ status: 'error' });
  });

  test('the cap on turns ends with 53, from the settings or from a step', async () => {
    const capped = { ...KEY, steps: [{ tool: 'Read', input: {} }, { text: 'never' }] };
    settings({ model: { maxSessionTurns: 1 } });
    const ran = await run(RUN, capped);
    expect(ran.code).toBe(53);
    expect(last(ran)).toMatchObject({ status: 'error', error: { type: 'FatalTurnLimitedError' } });
    expect(said(ran)).toBe('');
    settings({});
    const text = await run(['-p', 'hi', '--skip-trust'], { ...KEY, steps: [{ end: 'max-turns' }] });
    expect([text.code, text.text]).toEqual([53, '']);
  });

  test('a used-up plan of a Google login goes on after its sleep; with other words it ends with 173', async () => {
    const google = { login: 'subscription' } as const;
    const slept = await run(RUN, { ...google, steps: [{ limit: { resetsIn: '2h' } }, { text: 'Back.' }] }, FAST);
    expect([slept.code, said(slept)]).toEqual([0, 'Back.']);
    const limit = { window: 'seven_day', resetsIn: '5h', text: 'You have used all requests of your plan.' } as const;
    const ended = await run(RUN, { ...google, steps: [{ limit }] });
    expect(ended.code).toBe(173);
    expect(ended.stderr).toMatch(/retryDelayMs: (?:18000000|17999\d{3}),\n {2}reason: 'QUOTA_EXHAUSTED'/);
  });

  test('the limit of one home holds until its reset', async () => {
    const scenario = { ...KEY, steps: [{ limit: { afterPrompts: 1, resetsIn: '1h' } }, { text: 'ok' }] };
    const codes: unknown[] = [];
    for (const at of ['01:00', '01:00', '01:59', '02:01']) {
      codes.push((await run(RUN, scenario, { FAKE_AGENT_NOW: `2026-11-21T${at}:00Z` })).code);
    }
    expect(codes).toEqual([0, 173, 173, 0]);
  });

  test.each([
    { scenario: 'crash', code: 1 },
    { scenario: 'auth', code: 41 },
    { scenario: 'expired', code: 145 },
    { scenario: 'garbage', code: 0 },
    { scenario: 'subagent', code: 0 },
    { scenario: 'background', code: 0 },
    { scenario: 'recovers', code: 0 },
  ])('the scenario $scenario ends with $code', async ({ scenario, code }) => {
    expect((await run(RUN, scenario, FAST)).code).toBe(code);
  });
});
