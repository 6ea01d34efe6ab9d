import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { RunResult } from '@ccx/contracts';
import type { Scenario } from '@ccx/fake-agents';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

const result = (text: string): RunResult => JSON.parse(text) as RunResult;
const lastLine = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');

describe('ccx run', () => {
  test('prints the answer and nothing else into a pipe', async () => {
    const end = await place.run(['run', 'say hello'], { scenario: { steps: [{ text: 'Hello.' }] } });
    expect(end).toMatchObject({ code: 0, stdout: 'Hello.\n', stderr: '' });
  });

  test('takes the prompt from stdin', async () => {
    const end = await place.run(['run'], { input: 'from a pipe', scenario: { steps: [{ text: 'Read.' }] } });
    expect(end).toMatchObject({ code: 0, stdout: 'Read.\n' });
  });

  test('gives one result object with --json', async () => {
    const steps = [{ tool: 'Bash', input: { command: 'ls' }, output: 'a.txt' }, { text: 'One file.' }];
    const end = await place.run(['run', 'x', '--json', '--permission', 'full'], { scenario: { steps } });
    expect(end.code).toBe(0);
    expect(result(end.stdout)).toMatchObject({
      schemaVersion: 1,
      status: 'success',
      last: {
        target: { account: { id: 'claude:default' }, billing: 'subscription' },
        summary: { text: 'One file.', toolCalls: 1, effects: 'possible', costBasis: 'vendor' },
        exitCode: 0,
      },
    });
  });

  test('streams its events with --jsonl and ends with the result', async () => {
    const end = await place.run(['run', 'x', '--jsonl'], { scenario: { steps: [{ text: 'Hi.' }] } });
    const lines = end.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.map(({ type }) => type)).toEqual(expect.arrayContaining(['started', 'text', 'result']));
    expect(lines.at(-1)).toMatchObject({ type: 'run-result', schemaVersion: 1, result: { status: 'success' } });
  });

  test("gives the agent's own lines with --raw", async () => {
    const end = await place.run(['run', 'x', '--raw'], { scenario: { steps: [{ text: 'Hi.' }] } });
    const types = end.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types.filter((type) => type === 'result')).toHaveLength(1);
    expect(types[0]).toBe('system');
  });

  test('exits 75 at a limit and says when it is back', async () => {
    const scenario = { steps: [{ limit: { window: 'five_hour', verdict: 'rejected', resetsIn: '2h10m' } }] } as const;
    const end = await place.run(['run', 'x', '--json'], { scenario });
    const { status, last } = result(end.stdout);
    expect(end.code).toBe(75);
    expect(status).toBe('limited');
    const resetsAt = last.outcome.status === 'limited' ? last.outcome.failure.limit?.resetsAt : null;
    expect(Date.parse(resetsAt ?? '') - Date.parse(last.startedAt)).toBeGreaterThan(2 * 3_600_000);
    expect(end.stderr).toContain('limited');
    expect(end.stderr).toMatch(/back at \d\d:\d\d, in 2h/);
  });

  test('does not take a plain 429 for a limit of the account', async () => {
    const end = await place.run(['run', 'x', '--json'], { scenario: { steps: [{ fail: 'busy-429', retryDelay: 1 }] } });
    expect(end.code).toBe(1);
    expect(result(end.stdout)).toMatchObject({ status: 'failed', failure: { class: 'overload' } });
  });

  test('exits 4 when the agent is not logged in, and names the login', async () => {
    const end = await place.run(['run', 'x'], { scenario: { login: 'none' } });
    expect(end.code).toBe(4);
    expect(end.stderr).toContain('claude auth login');
  });

  test('exits 4 when the agent is not installed, and names the package', async () => {
    const end = await place.run(['run', 'x'], { env: { PATH: '/nowhere' } });
    expect(end.code).toBe(4);
    expect(end.stderr).toContain('@anthropic-ai/claude-code');
    expect(end.stderr).toContain('[agent_missing]');
  });

  test('says that a tool was denied', async () => {
    const scenario = { steps: [{ tool: 'Bash', input: { command: 'rm a' }, denied: true }, { text: 'I may not.' }] };
    const end = await place.run(['run', 'x'], { scenario });
    expect(end).toMatchObject({ code: 0, stdout: 'I may not.\n' });
    expect(end.stderr).toContain('not allowed to use Bash');
  });

  test('exits 124 when it takes too long', async () => {
    const end = await place.run(['run', 'x', '--timeout', '1s', '--json'], { scenario: { steps: [{ hang: true }] } });
    expect(end.code).toBe(124);
    expect(result(end.stdout)).toMatchObject({ status: 'timed-out', deadline: 'total' });
  });

  test('prints the result and exits 130 after one Ctrl-C', async () => {
    const ccx = place.start(['run', 'x', '--jsonl'], { scenario: { steps: [{ text: 'Begun.' }, { hang: true }] } });
    await until(() => ccx.stdout().includes('Begun.'));
    ccx.kill('SIGINT');
    const end = await ccx.ended;
    expect(end.code).toBe(130);
    expect(lastLine(end.stdout)).toMatchObject({ type: 'run-result', result: { status: 'cancelled' } });
  });

  test('ends an agent that ignores it at once after two', async () => {
    const scenario: Scenario = { ignores: ['SIGINT', 'SIGTERM'], steps: [{ text: 'Stubborn.' }, { hang: true }] };
    const ccx = place.start(['run', 'x', '--jsonl'], { scenario });
    await until(() => ccx.stdout().includes('Stubborn.'));
    ccx.kill('SIGINT');
    await until(() => ccx.stderr().includes('Ctrl-C again'));
    ccx.kill('SIGINT');
    expect((await ccx.ended).code).toBe(130);
  });

  test('ends the run when nobody reads its events any more', async () => {
    const steps = Array.from({ length: 200 }, () => [{ text: 'more and more' }, { wait: 50 }]).flat();
    const ccx = place.start(['run', 'x', '--jsonl'], { scenario: { steps } });
    await until(() => ccx.stdout().includes('more and more'));
    ccx.closeStdout();
    const end = await ccx.ended;
    expect(end.code).toBe(130);
    expect(end.stderr).not.toMatch(/EPIPE|Error/);
  });

  test('keeps a key out of the environment of a subscription, and says so', async () => {
    const config = join(place.home, '.claude-plan');
    mkdirSync(config);
    writeFileSync(join(config, '.credentials.json'), '{}');
    const end = await place.run(['run', 'x', '--json'], { env: { CLAUDE_CONFIG_DIR: config, ANTHROPIC_API_KEY: 'k' } });
    expect(result(end.stdout).last).toMatchObject({
      target: { account: { id: `claude:${config}` }, billing: 'subscription' },
      warnings: [expect.stringContaining('ANTHROPIC_API_KEY')],
    });
  });

  test.for([
    [['run'], /No prompt|prompt is empty/],
    [['run', 'x', '--permission', 'root'], /--permission is "root"/],
    [['run', 'x', '--timeout', 'soon'], /--timeout is "soon"/],
    [['run', 'x', '--nonsense'], /Unknown option '--nonsense'/],
    [['run', 'x', 'y'], /[Tt]oo many arguments/],
    [['rnu', 'x'], /Unknown command 'rnu'.*run/s],
    [['help', 'nothing'], /no topic or command named "nothing"/],
  ] as const)('exits 2 for wrong usage: %j', async ([args, message]) => {
    const end = await place.run(args, { input: '' });
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(message);
    expect(end.stderr).toContain('[invalid_argument]');
    expect(end.stderr).not.toMatch(/^ +at /m);
    expect(end.stderr).not.toContain('..');
    expect(end.stdout).toBe('');
  });
});

test('an agent that nobody knows is refused, and the known ones are named', async () => {
  const end = await place.run(['run', 'x', '--agent', 'copilot']);
  expect(end.code).toBe(2);
  expect(end.stderr).toContain('--agent is "copilot"; one of claude, codex, gemini was expected.');
});

describe('ccx run on Codex', () => {
  test('prints the answer', async () => {
    const end = await place.run(['run', 'x', '--agent', 'codex'], { scenario: { steps: [{ text: 'From Codex.' }] } });
    expect(end).toMatchObject({ code: 0, stdout: 'From Codex.\n', stderr: '' });
  });

  test('exits 75 at a limit, with the reset from the record that Codex keeps', async () => {
    const scenario: Scenario = { steps: [{ limit: { window: 'five_hour', verdict: 'rejected', resetsIn: '2h10m' } }] };
    const end = await place.run(['run', 'x', '--agent', 'codex', '--json'], { scenario });
    expect(end.code).toBe(75);
    expect(result(end.stdout)).toMatchObject({
      status: 'limited',
      failure: { limit: { basis: 'structured', resetsAt: expect.any(String) } },
      last: { target: { account: { id: 'codex:default' } } },
    });
    expect(end.stderr).toContain('ccx run --resume-last');
  });

  test('refuses what Codex cannot do, before anything is started', async () => {
    const end = await place.run(['run', 'x', '--agent', 'codex', '--max-turns', '3']);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('[agent_unsupported_option]');
  });
});

describe('ccx run --fallback', () => {
  const limited = JSON.stringify({
    login: 'subscription',
    steps: [{ limit: { window: 'five_hour', verdict: 'rejected', resetsIn: '2h10m' } }],
  });
  const answer = JSON.stringify({ login: 'subscription', steps: [{ text: 'From Codex.' }] });

  test('goes on with the next agent after a limit, once, and shows every attempt', async () => {
    const env = { FAKE_AGENT_SCENARIO_CLAUDE: limited, FAKE_AGENT_SCENARIO_CODEX: answer };
    const end = await place.run(['run', 'x', '--agent', 'claude', '--fallback', 'codex', '--json'], { env });
    expect(end.code).toBe(0);
    expect(result(end.stdout)).toMatchObject({
      status: 'success',
      last: { target: { account: { id: 'codex:default' } }, summary: { text: 'From Codex.' } },
      attempts: [
        { target: { account: { id: 'claude:default' } }, outcome: { status: 'limited' }, summary: { effects: 'none' } },
        { target: { account: { id: 'codex:default' } }, outcome: { status: 'success' } },
      ],
    });
  });

  test('goes past an agent that is not installed, to the one behind it, and says so', async () => {
    const bin = join(place.home, 'no-codex');
    mkdirSync(bin);
    for (const agent of ['claude', 'gemini']) symlinkSync(join(place.home, 'bin', agent), join(bin, agent));
    const env = {
      PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
      FAKE_AGENT_SCENARIO_CLAUDE: limited,
      GEMINI_API_KEY: 'dummy',
      FAKE_AGENT_SCENARIO_GEMINI: JSON.stringify({ login: 'api-key', steps: [{ text: 'From Gemini.' }] }),
    };
    const end = await place.run(['run', 'x', '--agent', 'claude', '--fallback', 'codex,gemini'], { env });
    expect(end).toMatchObject({ code: 0, stdout: 'From Gemini.\n' });
    expect(end.stderr).toContain('codex was passed over: Codex is not installed');
  });

  test('exits 75 when all of them are limited, with the return of each', async () => {
    const env = { FAKE_AGENT_SCENARIO_CLAUDE: limited, FAKE_AGENT_SCENARIO_CODEX: limited };
    const end = await place.run(['run', 'x', '--agent', 'claude', '--fallback', 'codex'], { env });
    expect(end.code).toBe(75);
    expect(end.stderr).toMatch(/claude hit its 5-hour limit, back at .*\n +codex hit its 5-hour limit, back at/);
    expect(end.stderr).toContain('2 attempts');
  });

  test('passes over an account that is not logged in, and says so', async () => {
    const env = { FAKE_AGENT_SCENARIO_CLAUDE: JSON.stringify({ login: 'none' }), FAKE_AGENT_SCENARIO_CODEX: answer };
    const end = await place.run(['run', 'x', '--agent', 'claude', '--fallback', 'codex', '--json'], { env });
    expect(end.code).toBe(0);
    expect(result(end.stdout).attempts).toHaveLength(1);
    expect(end.stderr).toContain('claude was passed over: nobody is logged in: ccx profile login claude');
  });

  test('exits 4 where nobody is logged in to any of them', async () => {
    const none = JSON.stringify({ login: 'none' });
    const env = { FAKE_AGENT_SCENARIO_CLAUDE: none, FAKE_AGENT_SCENARIO_CODEX: none };
    const end = await place.run(['run', 'x', '--agent', 'claude', '--fallback', 'codex', '--json'], { env });
    expect(end.code).toBe(4);
    expect(JSON.parse(end.stdout)).toMatchObject({ status: 'auth', attempts: [], earliest: null });
  });
});

describe('ccx run --resume-last', () => {
  test.for(['claude', 'codex'] as const)(
    'goes on with the last run of %s in this folder where it stopped',
    async (agent) => {
      const scenario: Scenario = { turns: [[{ limit: { resetsIn: '1ms' } }], [{ text: 'Went on: {{prompt}}' }]] };
      const first = await place.run(['run', 'x', '--agent', agent, '--permission', 'edit', '--json'], { scenario });
      expect(first.code).toBe(75);
      const end = await place.run(['run', '--resume-last', '--json'], { scenario });
      expect(end.code).toBe(0);
      const { last } = result(end.stdout);
      expect(last.summary.text).toContain('Go on where you stopped');
      expect(last).toMatchObject({
        target: { account: { agent } },
        summary: { sessionId: result(first.stdout).last.summary.sessionId },
      });
    },
  );

  test('keeps to the folder, and to the agent where one is named', async () => {
    const elsewhere = join(place.home, 'elsewhere');
    mkdirSync(elsewhere);
    const end = await place.run(['run', '--resume-last', '--cwd', elsewhere]);
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/No run was started in ".*elsewhere"[^]*\[not_found\]/);
    expect((await place.run(['run', '--resume-last', '--agent', 'gemini', '--cwd', elsewhere])).stderr).toContain(
      'No run of gemini',
    );
  });
});
