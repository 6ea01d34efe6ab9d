import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { shellCommand } from '../src/codex/command-line.ts';
import { limitWords } from '../src/codex/limit-words.ts';
import {
  createLab,
  isLine,
  killGroup,
  parseLines,
  until,
  type Lab,
  type Line,
  type Ran,
  type Running,
} from './run-fake.ts';

const JSON_RUN = ['exec', '--json', 'hi'];
const NOW = { FAKE_AGENT_NOW: '2026-11-21T01:02:03.000Z' };

let lab: Lab;
beforeEach(() => {
  lab = createLab();
  mkdirSync(join(lab.project, '.git'));
});
afterEach(() => lab[Symbol.dispose]());

const run = (args: readonly string[], scenario: Scenario | string = {}, env = {}): Promise<Ran> =>
  lab.run(args, { agent: 'codex', scenario, stdin: '', env });
const start = (scenario: Scenario | string, env = {}): Running =>
  lab.start(JSON_RUN, { agent: 'codex', scenario, stdin: '', env });

function rolloutFiles(): readonly string[] {
  try {
    const all = readdirSync(join(lab.home, '.codex', 'sessions'), { recursive: true, encoding: 'utf8' });
    return all.filter((name) => name.endsWith('.jsonl'));
  } catch {
    return [];
  }
}

function events(type: string): readonly Line[] {
  const lines = parseLines(readFileSync(join(lab.home, '.codex', 'sessions', rolloutFiles()[0] ?? ''), 'utf8'));
  return lines.flatMap(({ payload }) => (isLine(payload) && payload['type'] === type ? [payload] : []));
}

test('a prompt with an open stdin waits and says nothing on stdout', async () => {
  const running = lab.start(JSON_RUN, { agent: 'codex', stdin: null });
  let stderr = '';
  running.child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await until('it says that it waits', () => stderr === 'Reading additional input from stdin...\n');
  killGroup(running.child);
  expect(await running.done).toMatchObject({ text: '', signal: 'SIGKILL' });
});

test('stdin is the prompt, or is added to it', async () => {
  const scenario = { steps: [{ text: '{{prompt}}' }] };
  const said = async (args: readonly string[]): Promise<unknown> =>
    (await lab.run(args, { agent: 'codex', scenario, stdin: 'piped' })).text;
  expect(await said(['exec'])).toBe('piped\n');
  expect(await said(['exec', '-'])).toBe('piped\n');
  expect(await said(['exec', 'typed'])).toBe('typed\n\n<stdin>\npiped\n</stdin>\n');
});

test('without --json stdout is the last message and stderr tells the rest', async () => {
  const ran = await run(['exec', '-s', 'workspace-write', '-m', 'gpt-5.5', 'hi'], {
    steps: [{ text: 'first' }, { tool: 'Bash', input: { command: 'ls' }, output: 'a' }, { text: 'last' }],
  });
  expect(ran).toMatchObject({ code: 0, text: 'last\n' });
  for (const part of ['OpenAI Codex v0.169.0', 'sandbox: workspace-write', 'model: gpt-5.5', 'tokens used\n']) {
    expect(ran.stderr).toContain(part);
  }
});

test('--ephemeral leaves no rollout, and --last takes the newest of this folder', async () => {
  await run(['exec', '--json', '--ephemeral', 'hi']);
  expect(rolloutFiles()).toEqual([]);
  const first = await run(JSON_RUN);
  const again = await run(['exec', 'resume', '--json', '--last', 'more']);
  expect(again.lines[0]).toEqual(first.lines[0]);
  expect(events('task_started')).toHaveLength(2);
});

test('the read-only sandbox lets no edit through and shows no item for it', async () => {
  const edit = { tool: 'Write', input: { file_path: 'new.txt', content: 'x' }, effect: true } as const;
  const scenario = { steps: [edit, { text: 'done' }] };
  const items = async (sandbox: string): Promise<readonly unknown[]> =>
    (await run(['exec', '--json', '-s', sandbox, 'hi'], scenario)).lines.flatMap(({ item }) =>
      isLine(item) ? [item['type']] : [],
    );
  expect(await items('read-only')).toEqual(['agent_message']);
  expect(readdirSync(lab.project)).toEqual(['.git']);
  expect(await items('workspace-write')).toEqual(['file_change', 'file_change', 'agent_message']);
  expect(readFileSync(join(lab.project, 'new.txt'), 'utf8')).toBe('x');
});

test('the limit of one home holds until its reset', async () => {
  const scenario = { steps: [{ limit: { afterPrompts: 1, resetsIn: '1h' } }, { text: 'ok' }] };
  const codes: unknown[] = [];
  for (const FAKE_AGENT_NOW of [
    '2026-11-21T01:00:00Z',
    '2026-11-21T01:00:00Z',
    '2026-11-21T01:59:00Z',
    '2026-11-21T02:01:00Z',
  ]) {
    codes.push((await run(JSON_RUN, scenario, { FAKE_AGENT_NOW })).code);
  }
  expect(codes).toEqual([0, 1, 1, 0]);
});

test('the bucket of one model comes last and hides the main one', async () => {
  const quota = { fiveHour: { percent: 12, resetsIn: '1h' }, sevenDayOpus: { percent: 3, resetsIn: '1d' } };
  await run(JSON_RUN, { quota }, NOW);
  const ids = events('token_count').map(({ rate_limits: limits }) => (isLine(limits) ? limits['limit_id'] : null));
  expect(ids).toEqual(['codex', 'codex_spark']);
});

test('an unknown sandbox is refused with exit 2', async () => {
  const ran = await run(['exec', '-s', 'none', 'hi']);
  expect(ran).toMatchObject({ code: 2, text: '' });
  expect(ran.stderr).toContain("invalid value 'none' for '--sandbox <SANDBOX_MODE>'");
});

test('the version is told', async () => {
  expect((await run(['--version'])).text).toBe('codex-cli 0.169.0\n');
});

describe('how a run of Codex ends', () => {
  test('SIGINT: stdout just stops, exit 1, the rollout says interrupted', async () => {
    const running = start('hang');
    await running.says('One moment.');
    running.child.kill('SIGINT');
    const ran = await running.done;
    expect(ran).toMatchObject({ code: 1, signal: null });
    expect(ran.lines.at(-1)).toMatchObject({ type: 'item.completed' });
    expect(events('turn_aborted')).toMatchObject([{ reason: 'interrupted' }]);
  });

  test('SIGTERM ends it by the signal', async () => {
    const running = start('hang');
    await running.says('One moment.');
    running.child.kill('SIGTERM');
    expect(await running.done).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test('a refused connection is retried without end, even with all delays taken away', async () => {
    const running = start({ steps: [{ fail: 'connection-refused' }] }, { FAKE_AGENT_TIMING: 'collapsed' });
    let seen = '';
    running.child.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await until('four notices', () => seen.split('waiting for network').length > 4);
    killGroup(running.child);
    const { lines, signal } = await running.done;
    expect([signal, lines.some(({ type }) => type === 'turn.failed')]).toEqual(['SIGKILL', false]);
  });

  test.each([
    { scenario: 'crash', code: 1, stderr: 'fatal: scripted crash' },
    { scenario: 'auth', code: 1, stderr: '' },
    { scenario: 'garbage', code: 0, stderr: '' },
    { scenario: 'background', code: 0, stderr: '' },
    { scenario: 'subagent', code: 0, stderr: '' },
  ])('the scenario $scenario ends with $code', async ({ scenario, code, stderr }) => {
    const ran = await run(JSON_RUN, scenario, { FAKE_AGENT_TIMING: 'collapsed' });
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(stderr);
  });
});

test.each([
  { at: '2026-11-21T14:05:00', words: 'try again at 2:05 PM.' },
  { at: '2026-11-22T00:38:00', words: 'try again at Nov 22nd, 2026 12:38 AM.' },
  { at: '2026-12-03T12:00:00', words: 'try again at Dec 3rd, 2026 12:00 PM.' },
  { at: '2026-12-11T01:08:00', words: 'try again at Dec 11th, 2026 1:08 AM.' },
])('a reset at $at is told as $words', ({ at, words }) => {
  expect(limitWords(Date.parse(at), Date.parse('2026-11-21T01:00:00'))).toContain(words);
});

test.each([
  { command: 'ls', shown: '/bin/bash -lc ls' },
  { command: 'echo hi', shown: "/bin/bash -lc 'echo hi'" },
  { command: String.raw`printf "a\n"`, shown: String.raw`/bin/bash -lc "printf \"a\\n\""` },
])('the command $command is shown as $shown', ({ command, shown }) => {
  expect(shellCommand(command)).toBe(shown);
});
