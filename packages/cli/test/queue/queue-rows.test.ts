import type { WorkItem } from '@ccx/contracts';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { queueRows, type QueueRowsOptions } from '../../src/queue-view/queue-rows.ts';
import { fakeTerminal, type FakeTerminal } from '../fake-terminal.ts';
import { anItem, states } from './items.ts';

const NOW = '2026-11-21T01:20:00.000Z';
const progress = { sessionId: null, accountId: 'claude:default', effects: 'none', profile: 'work' } as const;

const ITEMS: readonly WorkItem[] = [
  anItem({ seq: 39, state: 'needs-human', reason: 'Bash was denied', progress, costUsd: 0.31 }),
  anItem({
    seq: 7,
    state: 'running',
    startedAt: '2026-11-21T01:16:00.000Z',
    progress: { ...progress, round: 1 },
    payload: { prompt: 'split the parser', cwd: '/home/ada/shop', worktree: { name: 'parser' } },
    priority: 5,
  }),
  anItem({ state: 'delayed', runAt: '2026-11-21T03:35:00.000Z', reason: 'the 5-hour window', lane: 'claude/work' }),
  anItem({ seq: 101, type: 'command', state: 'held', reason: 'after #7', payload: { command: 'npm test', cwd: '/x' } }),
];

function rows(
  items: readonly WorkItem[],
  terminal: FakeTerminal,
  more: Partial<QueueRowsOptions> = {},
): readonly string[] {
  return queueRows(items, { terminal, now: NOW, holds: [], states: states(), filtered: false, ...more });
}

describe('the table of a queue', () => {
  test('shows what it is, where it stands and why, on whom, where, and for how long', () => {
    expect(rows(ITEMS, fakeTerminal({ columns: 160 }))).toEqual([
      '         item                         state                        on           where           priority   cost  since',
      ' ◐  #39  migrate the tests to vitest  needs you: Bash was denied   work         ~/shop               100  $0.31    20m',
      ' ●   #7  split the parser             running, round 2             work         ~/shop  parser         5      -     4m',
      ' ○  #41  migrate the tests to vitest  at 03:35: the 5-hour window  claude/work  ~/shop               100      -    20m',
      ' · #101  $ npm test                   held: after #7               -            /x                   100      -    20m',
      ' → ccx queue show 39     says what it needs',
    ]);
  });

  test.for([30, 40, 60, 80, 100, 120, 200])('never is wider than a terminal of %d columns', (columns) => {
    const long = anItem({
      seq: 1234,
      state: 'held',
      reason: 'something that takes many words to say, and then some',
      payload: {
        prompt: 'a prompt that goes on and on 漢字漢字 and on',
        cwd: '/home/ada/a/very/long/path/to/somewhere/deep',
      },
    });
    const table = rows([...ITEMS, long], fakeTerminal({ columns })).slice(0, -1);
    for (const line of table) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  test('has item, state, account and place at 80 columns', () => {
    expect(rows(ITEMS, fakeTerminal())[0]).toMatch(/item +state +on +where/);
  });

  test.for([
    [160, ['item', 'state', 'on', 'where', 'priority', 'cost', 'since']],
    [100, ['item', 'state', 'on', 'where', 'cost', 'since']],
    [80, ['item', 'state', 'on', 'where']],
    [40, ['item', 'state']],
  ] as const)('at %d columns has lost what matters least, before a title', ([columns, headings]) => {
    const wide = anItem({
      state: 'needs-human',
      reason: 'the tool Bash was denied, and so was another',
      progress,
      costUsd: 0.31,
      payload: { prompt: 'split the parser into a lexer and a grammar', cwd: '/home/ada/shop' },
    });
    const [heading = '', row = ''] = rows([wide], fakeTerminal({ columns }));
    expect(heading.trim().split(/ +/)).toEqual(headings);
    if (columns >= 80) expect(row).toContain('#41  split the parser into a lexer');
  });

  test('calls an account without a profile by its agent and its folder', () => {
    const on = (accountId: string): string =>
      rows([anItem({ progress: { ...progress, profile: null, accountId } })], fakeTerminal({ columns: 160 }))[1] ?? '';
    expect(on('claude:default')).toMatch(/ {2}claude {2}/);
    expect(on('codex:/home/ada/.codex-2')).toContain('  codex (~/.codex-2)  ');
  });

  test('speaks ASCII where nothing else can be shown', () => {
    const marks = rows(ITEMS, fakeTerminal({ columns: 160, ascii: true })).map((line) =>
      line.slice(0, 4).trim().charAt(0),
    );
    expect(marks.slice(1)).toEqual(['?', '*', 'o', '-', '-']);
  });

  test('cuts nothing for a reader that is no terminal', () => {
    const long = anItem({ payload: { prompt: 'x'.repeat(300), cwd: `/${'y'.repeat(300)}` } });
    expect(rows([long], fakeTerminal({ tty: false })).join('\n')).toMatch(/x{300}.*y{300}/);
  });

  test('cuts a reason without end even there', () => {
    const limited = anItem({ state: 'delayed', reason: 'the week of an account is used up; '.repeat(40) });
    for (const line of rows([limited], fakeTerminal({ tty: false }))) expect(stringWidth(line)).toBeLessThan(240);
  });

  test('lets no text move the cursor', () => {
    const evil = anItem({
      state: 'held',
      reason: '\u001b]0;t\u0007why',
      lane: 'a\u001b[2Jb',
      payload: { prompt: '\u001b[2Jevil\u0007\nsecond', cwd: '/x\u001b]0;t\u0007' },
    });
    const text = rows([evil], fakeTerminal({ columns: 160 })).join('\n');
    expect(text).toContain('evil');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('understands any payload', () => {
    for (const payload of [null, 7, 'x', [], {}, { prompt: 1, worktree: 'y', cwd: null }]) {
      expect(rows([anItem({ payload, type: 'tidy' })], fakeTerminal())[1]).toMatch(/#41 {2}tidy/);
    }
  });
});

describe('below the table of a queue', () => {
  const terminal = fakeTerminal({ columns: 160 });

  test('stands what is held back, since when and how it goes on', () => {
    const at = '2026-11-21T01:00:00.000Z';
    const holds = [
      { scope: {}, until: null, reason: '', at, by: 'person' },
      { scope: { lane: 'codex' }, until: '2026-11-21T03:00:00.000Z', reason: 'for the release', at, by: 'person' },
      { scope: { type: 'command' }, until: null, reason: 'exit 1', at, by: 'failures' },
    ] as const;
    expect(rows([], terminal, { holds })).toEqual([
      ' nothing is in the queue: ccx queue add "…"',
      ' ▲ the queue is paused     ccx queue resume',
      ' ▲ lane codex is paused until 03:00: for the release     ccx queue resume --lane codex',
      ' ▲ type command is paused, it failed too often: exit 1     ccx queue resume --type command',
    ]);
  });

  test('stands at 80 columns what can be pasted, whatever the reason', () => {
    const held = { scope: { lane: 'codex' }, until: null, reason: 'x'.repeat(200), at: NOW, by: 'person' } as const;
    const line = rows([], fakeTerminal(), { holds: [held] })[1] ?? '';
    expect(line).toHaveLength(80);
    expect(line).toMatch(/…     ccx queue resume --lane codex$/);
  });

  test('stands no reason that says what the state says', () => {
    expect(rows([anItem({ state: 'cancelled', reason: 'cancelled' })], terminal)[1]).toContain(' cancelled ');
    expect(rows([anItem({ state: 'cancelled', reason: 'cancelled' })], terminal)[1]).not.toContain('cancelled:');
  });

  test('stands what has ended and is not shown', () => {
    const counts = states({ waiting: 1, done: 12, dead: 1 });
    expect(rows([anItem()], terminal, { states: counts }).at(-1)).toBe(' 12 done, 1 dead: ccx queue list --all');
    expect(rows([], terminal, { states: counts })).toEqual([
      ' nothing is left to do',
      ' 12 done, 1 dead: ccx queue list --all',
    ]);
    expect(rows([], terminal, { states: counts, filtered: true })).toEqual([' no such item is in the queue']);
    expect(rows([anItem({ state: 'done' })], terminal, { states: counts })).toHaveLength(2);
  });
});
