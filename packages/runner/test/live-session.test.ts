import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessId } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { claudeLiveSession } from '../src/claude/live-session.ts';

const SHELL: ProcessId = { pid: 40_000, startedAt: '262400', domain: 'here' };
const CLI: ProcessId = { pid: 41_011, startedAt: '262463', domain: 'here' };
const TREE = [SHELL, CLI];

/** As 2.1.329 wrote it, 2026-11-21, without what is not read. */
const FILE = {
  pid: 41_011,
  sessionId: 'e7982952-f394-4b50-a035-d01ffa2a3ef6',
  procStart: '262463',
  kind: 'interactive',
  entrypoint: 'cli',
  status: 'idle',
  updatedAt: 1_795_223_911_531,
  statusUpdatedAt: 1_795_223_911_531,
};

async function look(files: Readonly<Record<string, unknown>>, tree = TREE): ReturnType<typeof claudeLiveSession> {
  const { home, ...temp } = await createTempHome();
  onTestFinished(() => temp.remove());
  await mkdir(join(home, 'sessions'));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(home, 'sessions', name), text);
  }
  return claudeLiveSession({ configDir: home, tree });
}

test('the session of a CLI is found by its own file, also where a script started the CLI', async () => {
  expect(await look({ '41011.json': FILE })).toEqual({
    sessionId: FILE.sessionId,
    process: CLI,
    idle: true,
    mark: `${FILE.sessionId} idle 1795223911531`,
  });
});

test.for(['busy', 'waiting', 'shell', 'tomorrow'])('a session that is "%s" is not idle', async (status) => {
  expect(await look({ '41011.json': { ...FILE, status } })).toMatchObject({ idle: false });
});

test('a session that was busy in between has another mark', async () => {
  const before = await look({ '41011.json': FILE });
  const after = await look({ '41011.json': { ...FILE, statusUpdatedAt: FILE.statusUpdatedAt + 1 } });
  const other = await look({ '41011.json': { ...FILE, sessionId: 'other' } });
  expect(new Set([before?.mark, after?.mark, other?.mark]).size).toBe(3);
});

test('files of processes that are not of the tree, or ended before their pid was given away, say nothing', async () => {
  const left = { ...FILE, pid: SHELL.pid, procStart: '17', status: 'busy' };
  const others = { '40000.json': left, '5.json': { ...FILE, pid: 5 }, '41011.abc.key': 'not ours' };
  expect(await look({ '41011.json': FILE, ...others })).toMatchObject({ idle: true });
  expect(await look(others)).toBeNull();
});

test.for<readonly [that: string, files: Readonly<Record<string, unknown>>]>([
  ['no file', {}],
  ['half a file', { '41011.json': JSON.stringify(FILE).slice(0, 80) }],
  ['an unreadable file beside it', { '41011.json': FILE, '40000.json': '' }],
  ['a file without a status, as at the start', { '41011.json': { ...FILE, status: undefined } }],
  ['a file without a session', { '41011.json': { ...FILE, sessionId: undefined } }],
  ['a second session in the tree', { '41011.json': FILE, '40000.json': { ...FILE, pid: 40_000, procStart: '262400' } }],
  ['a session of -p', { '41011.json': { ...FILE, entrypoint: 'sdk-cli' } }],
  ['a session in the background', { '41011.json': { ...FILE, kind: 'bg' } }],
  ['the start time of another process', { '41011.json': { ...FILE, procStart: '262464' } }],
  ['the pid of another process', { '41011.json': { ...FILE, pid: 7 } }],
])('%s is a doubt', async ([, files]) => {
  expect(await look(files)).toBeNull();
});

test('a folder that cannot be read is a doubt', async () => {
  expect(await claudeLiveSession({ configDir: '/dev/null', tree: TREE })).toBeNull();
});
