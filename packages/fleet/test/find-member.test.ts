import { describe, expect, test } from 'vitest';
import { findMember } from '../src/find-member.ts';
import { makeMember } from './make-member.ts';

const tmux = (paneId: string) => ({ socket: 'fleet', paneId, window: null });
const fleet = [
  makeMember({
    pid: 41,
    sessionId: 'aaaa1111-x',
    name: 'fix-login',
    tmux: tmux('%3'),
    target: 'aaaa1111@shop',
    rename: 'shop',
  }),
  makeMember({
    pid: 42,
    sessionId: 'aaaa2222-x',
    name: 'docs',
    tmux: tmux('%4'),
    target: 'aaaa2222@shop',
    rename: 'shop',
  }),
  makeMember({ pid: 43, sessionId: 'bbbb1111-x', name: '41', target: 'bbbb1111@ccx', rename: 'ccx', alive: false }),
  makeMember({
    pid: 44,
    sessionId: 'cccc1111-x',
    name: 'fix-tests',
    target: 'cccc1111@ccx',
    rename: 'ccx',
    runId: 'run-1',
  }),
];

describe('a member is named by', () => {
  test.for([
    ['its pid, before a name that is the same number', '41', 41],
    ['its pane', '%4', 42],
    ['its session', 'aaaa2222-x', 42],
    ['the beginning of its session', 'cccc', 44],
    ['its target', 'aaaa1111@shop', 41],
    ['its name', 'docs', 42],
    ['its name in other letters', 'FIX-Login', 41],
    ['the beginning of its name', 'fix-t', 44],
    ['its run', 'run-1', 44],
    ['its folder, where only one of those in it lives', 'ccx', 44],
  ] as const)('%s', ([, word, pid]) => {
    expect(findMember(fleet, word)).toMatchObject({ is: 'found', member: { process: { pid } } });
  });

  test.for([
    ['fix-', [41, 44]],
    ['shop', [41, 42]],
    ['aaaa', [41, 42]],
  ] as const)('"%s", which several have', ([word, pids]) => {
    const found = findMember(fleet, word);
    expect(found.is === 'ambiguous' && found.members.map(({ process }) => process.pid)).toEqual(pids);
  });

  test.for(['nobody', '', 'aaa', '%9', '5'])('no such word as "%s"', (word) => {
    expect(findMember(fleet, word).is).toBe('none');
  });
});
