import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { accountId } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { processesOn } from '../src/session-processes.ts';
import type { FleetRoot } from '../src/source.ts';
import { type FakeMachine, fakeView } from './fake-view.ts';

const root = (configDir: string | null, folder: string): FleetRoot => ({
  agent: 'codex',
  account: { id: accountId('codex', configDir), agent: 'codex', configDir },
  folder,
});
const DEFAULT = root(null, '/home/ada/.codex');
const OTHER = root('/srv/team', '/srv/team');
const pids = (of: FleetRoot, machine: FakeMachine): readonly number[] =>
  processesOn(of, fakeView(machine)).map(({ pid }) => pid);
const one = (
  variables: Readonly<Record<string, string>> | null,
  folder: string | null = '/home/ada/app',
): FakeMachine => ({
  agents: [{ pid: 7, agent: 'codex', args: [] }],
  variables: { 7: variables },
  folders: { 7: folder },
});

test('a process counts for the config dir that its variable names, else for the place below its home', () => {
  expect(pids(DEFAULT, one({ HOME: '/home/ada' }))).toEqual([7]);
  expect(pids(DEFAULT, one({ HOME: '/home/ada', CODEX_HOME: '' }))).toEqual([7]);
  expect(pids(DEFAULT, one({ HOME: '/home/ada', CODEX_HOME: '/srv/team' }))).toEqual([]);
  expect(pids(OTHER, one({ HOME: '/home/ada', CODEX_HOME: '/srv/team' }))).toEqual([7]);
  expect(pids(OTHER, one({ HOME: '/home/ada', CODEX_HOME: '../../../srv/team' }))).toEqual([7]);
  expect(pids({ ...OTHER, agent: 'claude' }, one({ CODEX_HOME: '/srv/team' }))).toEqual([]);
});

test('the variable of Gemini CLI names the folder above', () => {
  const machine: FakeMachine = {
    agents: [{ pid: 7, agent: 'gemini', args: [] }],
    variables: { 7: { HOME: '/home/ada', GEMINI_CLI_HOME: '/srv/team' } },
    folders: { 7: '/' },
  };
  expect(pids({ agent: 'gemini', account: null, folder: '/srv/team/.gemini' }, machine)).toEqual([7]);
});

test('a config dir behind a link is the one that the link leads to', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const { home } = temp;
  mkdirSync(join(home, 'real'));
  symlinkSync(join(home, 'real'), join(home, 'link'));
  expect(pids({ ...OTHER, folder: join(home, 'real') }, one({ CODEX_HOME: join(home, 'link') }))).toEqual([7]);
});

test('a process whose config dir cannot be known counts for the default place', () => {
  for (const machine of [one(null), one({ CODEX_HOME: '/srv/team' }, null)]) {
    expect([pids(DEFAULT, machine), pids(OTHER, machine)]).toEqual([[7], []]);
  }
});

test('of a launcher and what it started with the same words, the latter is the one', () => {
  const agents = [
    { pid: 7, agent: 'codex', args: ['exec', 'hi'] },
    { pid: 8, parent: 7, agent: 'codex', args: ['exec', 'hi'] },
    { pid: 9, parent: 8, agent: 'codex', args: ['app-server'] },
  ] as const;
  expect(pids(DEFAULT, { agents })).toEqual([8, 9]);
});

test('what ccx itself started to look at a quota is none of the person', () => {
  expect(pids(DEFAULT, one({ HOME: '/home/ada', CCX_PROBE_ID: 'a' }))).toEqual([]);
  expect(pids(DEFAULT, one({ HOME: '/home/ada', CCX_RUN_ID: 'a' }))).toEqual([7]);
});
