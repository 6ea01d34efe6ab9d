import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLab, kinds, STREAM, type Lab, type Line, type Ran } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

const INPUT = [...STREAM, '--input-format', 'stream-json'];
const ask = (subtype: string): string =>
  `${JSON.stringify({ type: 'control_request', request_id: `r-${subtype}`, request: { subtype, skip_behaviors: true } })}\n`;
const say = (content: unknown, uuid?: string): string =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content }, ...(uuid === undefined ? {} : { uuid }) })}\n`;
const answers = (ran: Ran): readonly unknown[] =>
  ran.lines.filter(({ type }) => type === 'control_response').map((line) => line['response']);
const NOW = { FAKE_AGENT_NOW: '2026-11-21T01:02:03.000Z' };
const QUOTA = {
  fiveHour: { percent: 42, resetsAt: '2026-11-21T03:32:26.170Z' },
  sevenDay: { percent: 17.5, resetsAt: '2026-11-25T01:02:26.170Z' },
  sevenDayOpus: null,
  sevenDaySonnet: { percent: null },
  credits: { usedUsd: 12.34, limitUsd: 50 },
};

test('get_usage answers with numbers, without a model request and without an init', async () => {
  const ran = await lab.run(INPUT, { scenario: { login: 'subscription', quota: QUOTA }, stdin: ask('get_usage') });
  expect(kinds(ran.lines)).toEqual(['control_response']);
  expect(answers(ran)).toEqual([
    {
      subtype: 'success',
      request_id: 'r-get_usage',
      response: expect.objectContaining({
        subscription_type: 'max',
        rate_limits_available: true,
        rate_limits: {
          five_hour: { utilization: 42, resets_at: '2026-11-21T03:32:26.170Z' },
          seven_day: { utilization: 17.5, resets_at: '2026-11-25T01:02:26.170Z' },
          seven_day_oauth_apps: null,
          seven_day_opus: null,
          seven_day_sonnet: { utilization: null, resets_at: null },
          extra_usage: {
            is_enabled: true,
            monthly_limit: 5000,
            used_credits: 1234,
            utilization: 24.68,
            currency: 'USD',
          },
        },
      }),
    },
  ]);
  expect(ran.code).toBe(0);
});

test.each([
  { scenario: { login: 'api-key' }, available: false },
  { scenario: { login: 'setup-token' }, available: false },
  { scenario: { login: 'subscription', quota: { fails: 500 } }, available: true },
] as const)('$scenario has no numbers; available is $available', async ({ scenario, available }) => {
  const ran = await lab.run(INPUT, { scenario, stdin: ask('get_usage') });
  expect(answers(ran)).toMatchObject([
    { subtype: 'success', response: { rate_limits_available: available, rate_limits: null } },
  ]);
});

test('initialize is answered, an unknown request is refused by name', async () => {
  const ran = await lab.run(INPUT, { stdin: ask('initialize') + ask('no_such') });
  expect(answers(ran)).toMatchObject([
    { subtype: 'success', response: { pid: expect.any(Number), claude_code_version: '2.1.329' } },
    { subtype: 'error', error: 'Unsupported control request subtype: no_such', error_code: 'unsupported_request' },
  ]);
});

test('several prompts are several turns of one session', async () => {
  const scenario = { login: 'api-key', turns: [[{ text: 'first' }], [{ text: 'second: {{prompt}}' }]] } as const;
  const uuid = '22222222-2222-4222-8222-222222222222';
  const stdin = say('one') + say([{ type: 'text', text: 'two' }], uuid);
  const ran = await lab.run([...INPUT, '--replay-user-messages'], { scenario, stdin });
  expect(kinds(ran.lines)).toEqual([
    'user',
    'system/init',
    'assistant',
    'result/success',
    'command_lifecycle',
    'command_lifecycle',
    'user',
    'system/init',
    'assistant',
    'result/success',
    'command_lifecycle',
  ]);
  const results = ran.lines.filter(({ type }) => type === 'result');
  expect(results.map((line) => [line['result'], line['result_index']])).toEqual([
    ['first', 0],
    ['second: two', 1],
  ]);
  expect(new Set(results.map((line) => line['session_id'])).size).toBe(1);
});

test('interrupt ends the turn and the session goes on', async () => {
  const slow: Line = { text: 'slow '.repeat(500), pieceLength: 5, every: 10 };
  const scenario = JSON.stringify({ login: 'api-key', turns: [[slow], [{ text: 'second turn ok' }]] });
  const running = lab.start([...INPUT, '--include-partial-messages'], { scenario, stdin: null });
  running.child.stdin?.write(say('go'));
  await running.says('content_block_delta');
  running.child.stdin?.write(ask('interrupt'));
  await running.says('aborted_streaming');
  running.child.stdin?.end(say('again'));
  const ran = await running.done;
  expect(answers(ran)).toMatchObject([{ subtype: 'success', response: { still_queued: [] } }]);
  expect(ran.lines.filter(({ type }) => type === 'result').map(({ subtype }) => subtype)).toEqual([
    'error_during_execution',
    'success',
  ]);
  expect(ran.code).toBe(0);
});

test('a line that is no JSON ends the process', async () => {
  const ran = await lab.run(INPUT, { stdin: 'not json\n' });
  expect(ran).toMatchObject({
    code: 1,
    stderr: 'Error parsing streaming input line (type=unknown, 8 chars): SyntaxError\n',
  });
});

test('-p "/usage" is answered without a turn, in all formats', async () => {
  const how = { scenario: { login: 'subscription', quota: QUOTA }, stdin: '', env: NOW } as const;
  const text =
    'You are currently using your subscription to power your Claude Code usage\n\nCurrent session: 42% used · resets Nov 21, 3:32am (UTC)\nCurrent week (all models): 17% used · resets Nov 25, 1:02am (UTC)';
  expect((await lab.run(['-p', '/usage'], how)).text).toBe(`${text}\n`);
  const json: unknown = JSON.parse((await lab.run(['-p', '/usage', '--output-format', 'json'], how)).text);
  expect(json).toMatchObject({
    result: text,
    num_turns: 0,
    total_cost_usd: 0,
    local_command: 'usage',
    is_error: false,
  });
  expect(json).not.toHaveProperty('terminal_reason');
  const lines = (await lab.run([...STREAM, '/usage'], how)).lines;
  expect(kinds(lines)).toEqual(['system/init', 'assistant', 'result/success']);
  expect(lines[1]).toMatchObject({ message: { model: '<synthetic>' }, local_command_run: { command: 'usage' } });
});

test('-p "/usage" tells a failed fetch by the missing numbers only', async () => {
  const ran = await lab.run(['-p', '/usage'], {
    scenario: { login: 'subscription', quota: { ...QUOTA, fails: 500 } },
    stdin: '',
  });
  expect(ran).toMatchObject({
    code: 0,
    text: 'You are currently using your subscription to power your Claude Code usage\n',
  });
});
