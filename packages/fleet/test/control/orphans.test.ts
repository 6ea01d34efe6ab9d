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
