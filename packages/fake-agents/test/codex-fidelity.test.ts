import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { createLab, isLine, parseLines, type Lab, type Line } from './run-fake.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'codex');
const HELLO = { text: 'Hello from the fake API.' };
const ECHO = { fiveHour: { percent: 37.5, resetsIn: '90m' }, sevenDay: { percent: 61, resetsIn: '3d' } };

/** One recording, and the scenario that plays the same. */
interface Case {
  readonly name: string;
  readonly scenario: Scenario;
}

const CASES: readonly Case[] = [
  { name: 'exec-text', scenario: { quota: ECHO, steps: [{ thinking: '**Thinking** about a greeting' }, HELLO] } },
  {
    name: 'exec-command-ok',
    scenario: {
      quota: ECHO,
      steps: [
        { thinking: '**Listing** files' },
        {
          tool: 'Bash',
          input: { command: String.raw`printf "alpha\nbeta\n" && pwd` },
          output: 'alpha\nbeta\n/home/dev/project',
        },
        { text: 'Two lines were printed.' },
      ],
    },
  },
  {
    name: 'exec-command-fail',
    scenario: {
      steps: [
        {
          tool: 'Bash',
          input: { command: 'echo out; echo oops >&2; exit 3' },
          output: 'out\noops',
          error: 'Exit code 3',
        },
        { text: 'The command failed with exit code 3.' },
      ],
    },
  },
  {
    name: 'exec-apply-patch',
    scenario: {
      steps: [
        { tool: 'Write', input: { file_path: '/home/dev/project/notes.txt', content: 'first line\n' } },
        { text: 'Added notes.txt.' },
      ],
    },
  },
  {
    name: 'exec-mcp-tool',
    scenario: {
      steps: [
        { tool: 'mcp__demo__echo', input: { text: 'hello' }, output: 'echo: hello' },
        { text: 'The tool echoed hello.' },
      ],
    },
  },
  { name: 'exec-update-plan', scenario: { quota: ECHO, steps: [{ tool: 'update_plan' }, { text: 'Planned.' }] } },
  { name: 'exec-no-ratelimit-headers', scenario: { steps: [{ text: 'Hello.' }] } },
  {
    name: 'chatgpt-exec-ok',
    scenario: { quota: { ...ECHO, credits: { usedUsd: 7.5, limitUsd: 20 } }, steps: [{ text: 'Hello.' }] },
  },
  { name: 'exec-outside-git-skip', scenario: { quota: ECHO, steps: [HELLO] } },
  { name: 'exec-401', scenario: { steps: [{ fail: 'bad-key', retryDelay: 1 }] } },
  { name: 'exec-400-model', scenario: { steps: [{ fail: 'no-model' }] } },
  { name: 'exec-429-exhausted', scenario: { steps: [{ fail: 'busy-429', retryDelay: 1 }] } },
  { name: 'exec-429-retry-then-ok', scenario: { steps: [{ retry: 'busy-429', delay: 1 }, HELLO] } },
  { name: 'exec-503-exhausted', scenario: { steps: [{ fail: 'overloaded' }] } },
  { name: 'exec-failed-context', scenario: { quota: ECHO, steps: [{ fail: 'too-long' }] } },
  { name: 'chatgpt-exec-usage-limit', scenario: { quota: ECHO, steps: [{ limit: { resetsIn: '90m' } }] } },
  {
    name: 'chatgpt-exec-usage-not-included',
    scenario: {
      steps: [
        {
          fail: 'low-credit',
          text: 'To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.',
        },
      ],
    },
  },
  { name: 'chatgpt-exec-401', scenario: { login: 'expired' } },
  { name: 'exec-output-last-message-schema', scenario: { steps: [{ structured: { answer: 'yes', score: 0.9 } }] } },
];
/** Cases whose rollout tail was kept. */
const WITH_ROLLOUT = CASES.filter(({ name }) => readdirSync(join(FIXTURES, name)).includes('rollout-tail.jsonl'));

let lab: Lab;
beforeEach(() => {
  lab = createLab();
  mkdirSync(join(lab.project, '.git'));
});
afterEach(() => lab[Symbol.dispose]());

describe('a scenario reproduces the recording of Codex', () => {
  test.each(CASES)('$name: the same lines but for ids, paths and times, the same exit', async ({ name, scenario }) => {
    const env = { FAKE_AGENT_NOW: '2026-11-21T01:08:19.000Z' };
    if (name === 'exec-output-last-message-schema') {
      writeFileSync(join(lab.project, 'schema.json'), '{"type":"object"}');
    }
    const ran = await lab.run(argv(name), { agent: 'codex', scenario, stdin: '', env });
    expect(ran.lines.map(comparable)).toEqual(parseLines(read(name, 'stdout.jsonl')).map(comparable));
    expect(keyOrders(ran.lines)).toEqual(keyOrders(parseLines(read(name, 'stdout.jsonl'))));
    expect(ran.code).toBe(exitCode(name));
    expect(told(ran.stderr)).toEqual(told(read(name, 'stderr.txt')));
    if (name === 'exec-output-last-message-schema') {
      expect(readFileSync(join(lab.project, 'last.txt'), 'utf8')).toBe('{"answer":"yes","score":0.9}');
    }
  });

  test.each(WITH_ROLLOUT)('$name: the rollout tells the same limits and the same error', async ({ name, scenario }) => {
    const env = { FAKE_AGENT_NOW: '2026-11-21T01:08:19.000Z' };
    await lab.run(argv(name), { agent: 'codex', scenario, stdin: '', env });
    const tail = (lines: readonly Line[]): readonly unknown[] =>
      lines.map(({ payload }) => {
        if (!isLine(payload)) return payload;
        const { type, last_agent_message: said, error, rate_limits: limits } = payload;
        if (type === 'task_complete') return { type, said, error: unlocated(error) };
        return { type, limits: unlocated(limits) };
      });
    const mine = rollout().filter(
      ({ payload }) => isLine(payload) && /^(token_count|task_complete)$/.test(String(payload['type'])),
    );
    const want = parseLines(read(name, 'rollout-tail.jsonl'));
    const unique = (list: readonly unknown[]): readonly string[] =>
      [...new Set(list.map((item) => JSON.stringify(item)))].sort();
    expect(unique(tail(mine))).toEqual(unique(tail(want)));
  });

  test('three runs of one home: the same thread, cumulative usage, ids that begin anew', async () => {
    const usage = [
      { input: 1000, cacheRead: 0, output: 10 },
      { input: 100, cacheRead: 1000, output: 5 },
      { input: 100, cacheRead: 1100, output: 6 },
    ];
    const texts = ['Noted 42.', '42.', 'Still 42.'];
    const turns = texts.map((text, index) => [{ text, usage: usage[index] ?? {} }]);
    let id = '';
    for (const run of [1, 2, 3]) {
      const name = `exec-resume-${run}`;
      const args = argv(name).map((word) => (word.startsWith('01a1') ? id : word));
      const ran = await lab.run(args, { agent: 'codex', scenario: { turns }, stdin: '' });
      const thread = String(ran.lines[0]?.['thread_id']);
      if (run === 1) id = thread;
      expect(thread).toBe(id);
      expect(ran.lines.slice(1)).toEqual(parseLines(read(name, 'stdout.jsonl')).slice(1));
      expect([ran.code, ran.stderr]).toEqual([0, read(name, 'stderr.txt')]);
    }
    expect(rollout().filter(({ type }) => type === 'session_meta')).toHaveLength(1);
    expect(rollout().map(({ ordinal }) => ordinal)).toEqual(rollout().map((_, index) => index));
  });

  test.each(['exec-resume-unknown', 'exec-outside-git', 'exec-bad-flag', 'exec-empty-prompt'])(
    '%s: the same refusal',
    async (name) => {
      if (name === 'exec-outside-git') {
        rmSync(join(lab.project, '.git'), { recursive: true });
      }
      const ran = await lab.run(argv(name), { agent: 'codex', stdin: '' });
      expect(ran).toMatchObject({ code: exitCode(name), text: '', stderr: read(name, 'stderr.txt') });
    },
  );

  test.each([
    { run: 'login-status-1', login: 'none' },
    { run: 'login-status-2', login: 'api-key' },
    { run: 'login-status-3', login: 'subscription' },
  ] as const)('login status, $login: on stderr, with its exit code', async ({ run, login }) => {
    const env = {};
    if (login === 'api-key') {
      mkdirSync(join(lab.home, '.codex'));
      writeFileSync(join(lab.home, '.codex', 'auth.json'), '{"OPENAI_API_KEY":"sk-dummy-abcdef00000"}');
    }
    const scenario: Scenario = login === 'api-key' ? {} : { login };
    const ran = await lab.run(['login', 'status'], { agent: 'codex', scenario, env });
    expect(ran).toMatchObject({ code: exitCode(run), text: '', stderr: read(run, 'stderr.txt') });
  });

  test('its recordings can be replayed as they are', async () => {
    const env = { FAKE_AGENT_REPLAY: join(FIXTURES, 'exec-text') };
    const ran = await lab.run(argv('exec-text'), { agent: 'codex', env });
    expect(ran).toMatchObject({
      code: 0,
      text: read('exec-text', 'stdout.jsonl'),
      stderr: read('exec-text', 'stderr.txt'),
    });
  });
});

function rollout(): readonly Line[] {
  const folder = join(lab.home, '.codex', 'sessions');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  expect(files).toHaveLength(1);
  return parseLines(readFileSync(join(folder, files[0] ?? ''), 'utf8'));
}

function read(name: string, file: string): string {
  return readFileSync(join(FIXTURES, name, file), 'utf8');
}

function argv(name: string): readonly string[] {
  const words: unknown = JSON.parse(read(name, 'argv.json'));
  return Array.isArray(words) ? words.slice(1).map(String) : [];
}

function exitCode(name: string): unknown {
  const exit: unknown = JSON.parse(read(name, 'exit.json'));
  return isLine(exit) ? exit['code'] : null;
}

/** Without the time, and without what Codex complains of where there is no network. */
const told = (stderr: string): readonly string[] =>
  stderr
    .split('\n')
    .flatMap((line) =>
      / ERROR (codex_models_manager|rmcp|codex_login)/.test(line) ? [] : [line.replace(/^[\dT:.-]+Z /, '')],
    );

/** Without what differs from run to run: ids, addresses of the service, instants, and counts of tokens. */
function unlocated(value: unknown): unknown {
  const text = JSON.stringify(value ?? null)
    .replaceAll(/url: [^",)]+/g, 'url: URL')
    .replaceAll(/\d+:\d\d [AP]M/g, 'TIME')
    .replaceAll(/"resets_at":\d+/g, '"resets_at":0');
  return JSON.parse(text);
}

function comparable(line: Line): unknown {
  const { thread_id: thread, usage, ...rest } = line;
  return unlocated({
    ...rest,
    ...(thread === undefined ? {} : { thread: typeof thread }),
    ...(isLine(usage) ? { usage: Object.keys(usage) } : {}),
  });
}

function keyOrders(lines: readonly Line[]): unknown {
  return lines.map((line) => [Object.keys(line), isLine(line['item']) ? Object.keys(line['item']) : []]);
}
