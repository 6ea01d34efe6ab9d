import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLab, isLine, resultOf, STREAM, type Lab, type Line } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

const field = (line: Line | undefined, key: string): Line => {
  const value = line?.[key];
  return isLine(value) ? value : {};
};

test('the transcript has one line per block, all with the same final usage, linked to each other', async () => {
  await lab.run(STREAM, { scenario: 'tool' });
  const lines = lab.transcript();
  const said = lines.filter(({ type }) => type === 'assistant');
  const first = said.filter((line) => field(line, 'message')['id'] === field(said[0], 'message')['id']);
  expect(first).toHaveLength(2);
  for (const line of first) {
    expect(field(line, 'message')).toMatchObject({ stop_reason: 'tool_use', usage: { output_tokens: 42 } });
  }
  const linked = lines.filter((line) => 'parentUuid' in line);
  expect(linked.slice(1).map((line) => line['parentUuid'])).toEqual(linked.slice(0, -1).map((line) => line['uuid']));
  expect(linked[0]).toMatchObject({
    parentUuid: null,
    entrypoint: 'sdk-cli',
    version: '2.1.329',
    message: { content: 'hi' },
  });
  expect(lines.at(-1)).toMatchObject({ type: 'cost-state', totalCostUSD: 0.020376 });
});

test('transcripts are readable by their owner only', async () => {
  const ran = await lab.run(STREAM);
  const slug = lab.project.replaceAll(/[^a-zA-Z0-9]/g, '-');
  const path = join(lab.home, '.claude', 'projects', slug, `${String(resultOf(ran)['session_id'])}.jsonl`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a resumed session goes on in its file, a forked one takes the history along', async () => {
  const scenario = { login: 'api-key', turns: [[{ text: 'one' }], [{ text: 'two' }], [{ text: 'three' }]] } as const;
  const id = String(resultOf(await lab.run(STREAM, { scenario }))['session_id']);
  expect(resultOf(await lab.run([...STREAM, '--resume', id], { scenario }))).toMatchObject({
    session_id: id,
    result: 'two',
  });
  const forked = resultOf(await lab.run([...STREAM, '--resume', id, '--fork-session'], { scenario }));
  expect(forked).toMatchObject({ result: 'three' });
  expect(forked['session_id']).not.toBe(id);
  const texts = (session: string): readonly unknown[] =>
    lab
      .transcript(session)
      .filter(({ type }) => type === 'assistant')
      .map((line) => field(line, 'message')['content']);
  expect(texts(id)).toEqual([[{ type: 'text', text: 'one' }], [{ type: 'text', text: 'two' }]]);
  expect(texts(String(forked['session_id']))).toHaveLength(3);
});

test('CLAUDE_CONFIG_DIR moves everything, and nothing persists when it should not', async () => {
  await lab.run(STREAM, { env: { CLAUDE_CONFIG_DIR: join(lab.home, 'alt') } });
  expect(existsSync(join(lab.home, '.claude'))).toBe(false);
  expect(existsSync(join(lab.home, 'alt', 'projects'))).toBe(true);
  await lab.run([...STREAM, '--no-session-persistence']);
  expect(existsSync(join(lab.home, '.claude', 'projects'))).toBe(false);
});

test('while it runs the session file tells who and how, and `agents --json` lists it', async () => {
  const running = lab.start(STREAM, { scenario: 'hang' });
  await running.says('One moment.');
  const { pid } = running.child;
  const file: unknown = JSON.parse(readFileSync(join(lab.home, '.claude', 'sessions', `${pid}.json`), 'utf8'));
  expect(file).toMatchObject({ pid, cwd: lab.project, status: 'busy', entrypoint: 'sdk-cli', kind: 'interactive' });
  if (process.platform === 'linux') {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    expect(file).toMatchObject({
      procStart: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19],
      pidDomain: expect.stringMatching(/^linux:\w+:pid:\[\d+\]$/),
    });
    expect(JSON.parse((await lab.run(['agents', '--json'])).text)).toEqual([
      expect.objectContaining({ pid, status: 'busy' }),
    ]);
  }
  running.child.kill('SIGTERM');
  await running.done;
  expect(lab.sessionFiles()).toEqual([]);
  expect((await lab.run(['agents', '--json'])).text).toBe('[]\n');
});

test('a credential file alone makes a login', async () => {
  mkdirSync(join(lab.home, '.claude'));
  writeFileSync(join(lab.home, '.claude', '.credentials.json'), '{}');
  expect(JSON.parse((await lab.run(['auth', 'status', '--json'])).text)).toMatchObject({
    loggedIn: true,
    authMethod: 'claude.ai',
  });
});
