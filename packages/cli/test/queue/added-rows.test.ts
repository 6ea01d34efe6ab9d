import type { WorkDraft } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { addedRows } from '../../src/queue-view/added-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { anItem } from './items.ts';

const NOW = '2026-11-21T01:20:00.000Z';
const draft = (prompt: string, fields: object = {}): WorkDraft => ({
  type: 'prompt',
  payload: { prompt, permission: 'edit', ...fields },
  priority: 100,
  onEffects: 'resume',
});

describe('what became of what was added', () => {
  test('is told one by one, and what permissions mean once', () => {
    const added = [
      { draft: draft('a'), outcome: { is: 'enqueued', id: 'x' }, item: anItem({ seq: 7 }) },
      {
        draft: draft('b', { permission: 'full' }),
        outcome: { is: 'enqueued', id: 'y' },
        item: anItem({ seq: 8, state: 'held', reason: 'after #7' }),
      },
      { draft: draft('c'), outcome: { is: 'duplicate', of: 'z', state: 'running' }, item: anItem({ seq: 2 }) },
      { draft: draft('d'), outcome: { is: 'full', cap: 3 }, item: null },
      { draft: draft('e'), outcome: { is: 'rejected', reason: 'too\nlarge' }, item: null },
    ] as const;
    expect(addedRows(added, { terminal: fakeTerminal({ tty: false }), now: NOW })).toEqual([
      ' ✓ #7 a   waiting',
      ' ✓ #8 b   held: after #7',
      ' ▲ c   is there already: #2 is running',
      ' ✗ d   was not taken: the queue is full (3 items)',
      ' ✗ e   was not taken: too large',
      '   1 with permission edit: it may change files; what else its agent would ask you for is denied, and it then needs you',
      '   1 with permission full: it may do anything, and nobody is asked',
      '   ccx queue work     works the queue off',
    ]);
  });

  test('says of denied tools that are allowed to be denied what that means', () => {
    const added = [{ draft: draft('a', { permission: 'safe', allowDenied: true }), outcome: null, item: null }];
    const lines = addedRows(added, { terminal: fakeTerminal({ tty: false }), now: NOW });
    expect(lines.at(-1)).toBe(
      '   permission safe: what its agent would ask you for is denied, and it may be done all the same',
    );
  });

  test('fits into a terminal', () => {
    const long = draft('a prompt that goes on '.repeat(20));
    const added = [{ draft: long, outcome: { is: 'enqueued', id: 'x' }, item: anItem() }] as const;
    for (const line of addedRows(added, { terminal: fakeTerminal(), now: NOW })) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('the permission that is told', () => {
  const told = (fields: object): string => {
    const added = [{ draft: draft('a', { permission: 'safe', ...fields }), outcome: null, item: null }];
    return (
      addedRows(added, { terminal: fakeTerminal({ tty: false }), now: NOW })
        .at(-1)
        ?.trim() ?? ''
    );
  };

  test.each([
    [['--dangerously-skip-permissions']],
    [['--permission-mode', 'bypassPermissions']],
    [['--permission-mode=bypassPermissions']],
    [['--search', '--dangerously-bypass-approvals-and-sandbox']],
    [['--yolo']],
    [['-y']],
    [['--approval-mode', 'yolo']],
  ])('is the whole one where an argument of the agent lifts all guards: %s', (extraArgs) => {
    expect(told({ extraArgs })).toMatch(/^permission full, by --?[\w -]+: it may do anything, and nobody is asked$/i);
  });

  test('names what decides beside it, where what comes of that is the affair of the agent', () => {
    expect(told({ extraArgs: ['--permission-mode', 'plan', '--verbose', '--settings=s.json'] })).toBe(
      'permission safe, unless --permission-mode plan or --settings s.json says otherwise: what its agent would ask you for is denied, and it then needs you',
    );
    expect(told({ extraArgs: ['--disallowedTools', 'Bash'] })).toMatch(/^permission safe: what /);
  });

  test('names the tools that are allowed besides', () => {
    expect(told({ allowedTools: ['Bash(npm test)', 'Read'] })).toBe(
      'permission safe and Bash(npm test) and Read: what else its agent would ask you for is denied, and it then needs you',
    );
  });
});
