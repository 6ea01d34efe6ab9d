import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentKind } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { adapterOf } from '../src/agents.ts';

const BEFORE = '2026-11-21T01:00:00.000Z';
const AFTER = '2026-11-21T02:00:00.000Z';

const fixture = (agent: AgentKind, name: string): string =>
  join(import.meta.dirname, 'fixtures', agent, `${name}.jsonl`);
const tools = (agent: AgentKind, path: string, since = BEFORE): Promise<readonly string[] | null> =>
  adapterOf(agent).recordTools(path, since);

/** A record with these lines. */
async function record(lines: readonly (object | string)[]): Promise<string> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  const path = join(home.home, 'record.jsonl');
  const texts = lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`));
  await writeFile(path, texts.join(''));
  return path;
}

describe("an agent's own record", () => {
  test.for<readonly [AgentKind, string, readonly string[]]>([
    ['claude', 'limited', []],
    ['claude', 'tools', ['Read', 'Read', 'Bash']],
    ['claude', 'subagent', ['Agent']],
    ['codex', 'plain-429', []],
    ['codex', 'usage-limit', []],
    ['codex', 'command', ['exec_command']],
    ['codex', 'mcp', ['mcp__demo__echo']],
    ['codex', 'update-plan', ['update_plan']],
    ['gemini', 'limited', []],
    ['gemini', 'text', []],
    ['gemini', 'reads', ['read_file', 'list_directory']],
    ['gemini', 'denied', ['run_shell_command']],
    ['gemini', 'write', ['write_file']],
  ])('of %s shows the tools of the run in %s', async ([agent, name, expected]) => {
    expect(await tools(agent, fixture(agent, name))).toEqual(expected);
  });

  test.for<readonly [AgentKind, string]>([
    ['claude', 'tools'],
    ['codex', 'command'],
    ['gemini', 'write'],
  ])('of %s without a line of the run proves nothing', async ([agent, name]) => {
    expect(await tools(agent, fixture(agent, name), AFTER)).toBeNull();
  });

  test.for<readonly [AgentKind, string]>([
    ['claude', 'limited'],
    ['codex', 'plain-429'],
    ['gemini', 'limited'],
  ])('of %s that ends in half a line proves nothing', async ([agent, name]) => {
    const whole = await readFile(fixture(agent, name), 'utf8');
    expect(await tools(agent, await record([whole]))).toEqual([]);
    expect(await tools(agent, await record([whole, '{"timestamp":"2026-11-21T01:30']))).toBeNull();
    expect(await tools(agent, `${fixture(agent, name)}/not-there`)).toBeNull();
  });
});

const call = (name: string): object => ({ type: 'tool_use', id: 't', name, input: {} });

test('the calls of an earlier turn in a transcript are not of this run, lines without a time are', async () => {
  const said = (timestamp: string | undefined, content: readonly object[]): object => ({
    type: 'assistant',
    timestamp,
    message: { role: 'assistant', content },
  });
  const now = [said('2026-11-21T01:30:00.000Z', [{ type: 'text', text: '"type":"tool_use"' }])];
  expect(await tools('claude', await record([said('2026-11-21T00:59:59.999Z', [call('Bash')]), ...now]))).toEqual([]);
  expect(await tools('claude', await record([said(undefined, [call('Bash')]), ...now]))).toEqual(['Bash']);
});

test('a rollout that is too long to be read back to the beginning of the run proves nothing', async () => {
  const long = { timestamp: AFTER, type: 'world_state', payload: { text: 'x'.repeat(1_000_000) } };
  expect(await tools('codex', await record([long, long, long]))).toBeNull();
  const earlier = { timestamp: '2026-11-21T00:59:00.000Z', type: 'event_msg', payload: { type: 'task_complete' } };
  expect(await tools('codex', await record([long, long, long, earlier, { ...long, payload: {} }]))).toEqual([]);
});

describe('the chat of Gemini CLI', () => {
  const message = (more: object): object => ({ id: 'm', timestamp: AFTER, type: 'gemini', content: '', ...more });
  const toolCalls = [{ id: 't', name: 'write_file', args: {}, status: 'success' }];

  test('shows what its later writings took back', async () => {
    const rewound = [message({ toolCalls }), { $rewindTo: 'm' }, { $set: { messages: [] } }];
    expect(await tools('gemini', await record(rewound))).toEqual(['write_file']);
    expect(await tools('gemini', await record([message({ toolCalls }), message({})]))).toEqual(['write_file']);
  });

  test('shows calls that stand in a patch, or in the history alone', async () => {
    expect(await tools('gemini', await record([{ $set: { messages: [message({ toolCalls })] } }]))).toEqual([
      'write_file',
    ]);
    const parts = [{ functionCall: { name: 'glob' } }, { functionResponse: { name: 'read_file' } }, { text: 'a' }];
    expect(await tools('gemini', await record([message({ content: parts })]))).toEqual(['glob', 'read_file']);
  });

  test('goes past lines that nobody knows, and counts a resumed run alone', async () => {
    expect(await tools('gemini', await record([{ a: 1 }, { type: 'info', timestamp: AFTER }, message({})]))).toEqual(
      [],
    );
    expect(await tools('gemini', await record([{ a: 1 }]))).toBeNull();
    expect(await tools('gemini', fixture('gemini', 'resumed'), '2026-11-21T01:15:40.000Z')).toEqual([]);
  });
});

test('only looking is on the list of an agent, and what may act is not', () => {
  const lists = (['claude', 'codex', 'gemini'] as const).map((agent) => adapterOf(agent).readOnlyTools);
  const may = ['Bash', 'Agent', 'Task', 'WebFetch', 'exec_command', 'apply_patch', 'mcp__demo__echo', 'undefined'];
  const mayToo = ['run_shell_command', 'write_file', 'replace', 'web_fetch', 'invoke_agent', 'activate_skill'];
  expect(lists.flatMap((list) => [...may, ...mayToo].filter((tool) => list.has(tool)))).toEqual([]);
  expect(lists.map((list) => ['Read', 'update_plan', 'read_file'].filter((tool) => list.has(tool)))).toEqual([
    ['Read'],
    ['update_plan'],
    ['read_file'],
  ]);
});
