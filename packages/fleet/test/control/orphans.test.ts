import type { FleetMember } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { findOrphans } from '../../src/control/orphans.ts';
import { fakeView, type FakeMachine } from '../fake-view.ts';
import { makeMember } from '../make-member.ts';

const left = { pid: 7, startedAt: '70', agent: 'claude', args: ['-p', 'x'], parent: 1, terminal: false } as const;
const find = (of: FakeMachine) => findOrphans({ proc: fakeView(of), nowMs: 0, members: [], runs: [] });

test('an agent without a terminal whose parent has ended is an orphan', () => {
  expect(find({ agents: [left], folders: { 7: '/x' } })).toMatchObject([
    { process: { pid: 7, startedAt: '70' }, agent: 'claude', args: ['-p', 'x'], cwd: '/x', sessionId: null },
  ]);
});

test('so is one whose parent is a zombie', () => {
  const rows = [{ pid: 5, startedAt: '50', state: 'dead' as const }];
  expect(find({ rows, agents: [{ ...left, parent: 5 }] })).toHaveLength(1);
});

test('so is one that the session manager has taken in', () => {
  const rows = [{ pid: 5, startedAt: '50' }];
  expect(find({ rows, adopting: [5], agents: [{ ...left, parent: 5 }] })).toHaveLength(1);
});

test.for([
  ['has a terminal', { agents: [{ ...left, terminal: true }] }],
  ['may have a terminal', { agents: [{ ...left, terminal: null }] }],
  ['has a parent', { rows: [{ pid: 5, startedAt: '50' }], agents: [{ ...left, parent: 5 }] }],
  ['is a question of ccx', { agents: [left], variables: { 7: { CCX_PROBE_ID: 'x' } } }],
] as const)('an agent that %s is none', ([, of]) => {
  expect(find(of)).toEqual([]);
});

test('the session that it is, is named', () => {
  const member = { ...makeMember({ pid: 7, sessionId: 'abc' }), process: { pid: 7, startedAt: '70', domain: '' } };
  const proc = fakeView({ agents: [left] });
  expect(findOrphans({ proc, nowMs: 0, members: [member], runs: [] })).toMatchObject([{ sessionId: 'abc' }]);
});

test('a server in the background is one only where no session of its config dir lives', () => {
  const server = {
    pid: 8,
    startedAt: '80',
    agent: 'codex',
    args: ['app-server', '--listen', 'x'],
    terminal: false,
  } as const;
  const screen = { pid: 9, startedAt: '90', agent: 'codex', args: [] } as const;
  const machine = {
    agents: [server, screen],
    variables: { 8: { HOME: '/a' }, 9: { HOME: '/a' } },
    folders: { 8: '/', 9: '/' },
  };
  const member = { ...makeMember({ pid: 9, agent: 'codex' }), process: { pid: 9, startedAt: '90', domain: '' } };
  const look = (members: readonly FleetMember[], other = machine) =>
    findOrphans({ proc: fakeView(other), nowMs: 0, members, runs: [] }).map(({ process, why }) => [process.pid, why]);
  expect(look([member])).toEqual([]);
  const idle = [[8, 'it serves nobody in the background']];
  expect(look([{ ...member, alive: false }])).toEqual(idle);
  expect(look([member], { ...machine, variables: { 8: { HOME: '/a' }, 9: { HOME: '/b' } } })).toEqual(idle);
});
