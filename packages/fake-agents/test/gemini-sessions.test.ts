import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { createLab, isLine, parseLines, type Lab, type Ran } from './run-fake.ts';

const RUN = ['-p', 'hi', '-o', 'stream-json', '--skip-trust'];
const KEY = { login: 'api-key' } as const;
// One minute for all: a session that goes on in another one is lost.
const NOW = '2026-11-21T12:00:00.000Z';

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
    env: { COLORTERM: 'truecolor', GEMINI_CLI_NO_RELAUNCH: 'true', FAKE_AGENT_NOW: NOW, ...env },
  });

const said = (ran: Ran): string =>
  ran.lines.flatMap(({ role, content }) => (role === 'assistant' ? [String(content)] : [])).join('');
const home = (...path: readonly string[]): string => join(lab.home, '.gemini', ...path);
describe('sessions', () => {
  const turns = [[{ text: 'one' }], [{ text: 'two' }], [{ text: 'three' }]];
  const chats = (): readonly string[] => readdirSync(home('tmp', 'project', 'chats'));

  test('a session goes on by id, by index and by latest, in the same file', async () => {
    const id = '11111111-2222-4333-8444-555555555555';
    const first = await run([...RUN, '--session-id', id], { ...KEY, turns });
    expect([first.lines[0]?.['session_id'], said(first)]).toEqual([id, 'one']);
    expect(said(await run([...RUN, '--resume', id], { ...KEY, turns }))).toBe('two');
    expect(said(await run([...RUN, '-r', '1'], { ...KEY, turns }))).toBe('three');
    const again = await run([...RUN, '--resume=latest'], { ...KEY, turns });
    expect([again.lines[0]?.['session_id'], said(again)]).toEqual([id, 'three']);
    expect(chats()).toHaveLength(1);
    expect(chats()[0]).toMatch(/^session-\d{4}-\d\d-\d\dT\d\d-\d\d-11111111\.jsonl$/);
    const listed = await run(['--list-sessions', '--skip-trust'], KEY);
    expect(listed.text).toBe(`\nAvailable sessions for this project (1):\n  1. hi (Just now) [${id}]\n`);
  });

  test('an unknown session is refused with 42, and the list of none says so', async () => {
    expect((await run(['--list-sessions', '--skip-trust'])).text).toBe(
      'No previous sessions found for this project.\n',
    );
    await run(RUN);
    const ran = await run([...RUN, '--resume', 'nope']);
    expect([ran.code, ran.text]).toEqual([42, '']);
    expect(ran.stderr).toMatch(/^Error resuming session: Invalid session identifier "nope"\./);
  });

  test('a turn that failed is taken back from the file, and the session goes on', async () => {
    await run(RUN, { ...KEY, turns });
    await run([...RUN, '-r', 'latest'], { ...KEY, steps: [{ fail: 'bad-key' }] });
    const lines = parseLines(readFileSync(home('tmp', 'project', 'chats', chats()[0] ?? ''), 'utf8'));
    const { $set: set } = lines.at(-1) ?? {};
    const kept = isLine(set) && Array.isArray(set['messages']) ? set['messages'].filter(isLine) : [];
    expect(kept.map(({ type }) => type)).toEqual(['user', 'user', 'gemini']);
    expect(said(await run([...RUN, '-r', 'latest'], { ...KEY, turns }))).toBe('three');
  });

  test('two folders of the same name have two short names', async () => {
    await run(RUN);
    const other = join(lab.home, 'project');
    mkdirSync(other);
    const { file, args } = fakeAgentCommand('gemini');
    const env = { HOME: lab.home, PATH: process.env['PATH'] ?? '', FAKE_AGENT_SCENARIO: JSON.stringify(KEY) };
    expect(spawnSync(file, [...args, ...RUN], { cwd: other, env, input: '' }).status).toBe(0);
    const projects: unknown = JSON.parse(readFileSync(home('projects.json'), 'utf8'));
    expect(projects).toEqual({ projects: { [lab.project]: 'project', [other]: 'project-1' } });
  });
});
