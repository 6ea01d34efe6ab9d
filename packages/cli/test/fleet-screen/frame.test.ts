import type { FleetMember } from '@ccx/contracts';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { frame } from '../../src/fleet-screen/frame.ts';
import { memberKey } from '@ccx/fleet';
import { reduceScreen } from '../../src/fleet-screen/reduce-screen.ts';
import type { ScreenEvent } from '../../src/fleet-screen/screen-event.ts';
import { firstState } from '../../src/fleet-screen/screen-state.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { ago, FOUR, member, NOW, state } from '../fleet-view/members.ts';

const NAMING = { nameOf: ({ agent }: FleetMember) => (agent === 'claude' ? 'work' : agent), home: '/home/ada' };

const UNICODE = fakeTerminal();
const ASCII = fakeTerminal({ ascii: true });

interface Drawn {
  readonly columns?: number;
  readonly rows?: number;
  readonly members?: readonly FleetMember[];
  readonly ascii?: boolean;
  /** What has happened before. */
  readonly events?: readonly ScreenEvent[];
}

function drawn({ columns = 80, rows = 24, members = FOUR, ascii = false, events = [] }: Drawn = {}): readonly string[] {
  const all: readonly ScreenEvent[] = [{ type: 'fleet', members }, ...events];
  const last = all.reduce((now, event) => reduceScreen(now, event).state, firstState(NAMING, { columns, rows }));
  return frame(last, { terminal: ascii ? ASCII : UNICODE, now: NOW });
}

function typed(text: string): readonly ScreenEvent[] {
  return Array.from(text, (letter) => ({ type: 'typed', text: letter }));
}

describe('the frame', () => {
  test.for([
    [40, 10],
    [40, 24],
    [60, 24],
    [80, 24],
    [120, 50],
    [160, 50],
  ] as const)('at %i columns and %i rows fits and says who waits', ([columns, rows]) => {
    const lines = drawn({ columns, rows });
    expect(lines).toHaveLength(rows - 1);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toContain('1 waits for you');
    expect(lines.join('\n')).toContain('>◐  fix-login');
    expect(lines.join('\n')).toContain('4m');
  });

  test.for([
    [1, 1],
    [1, 100],
    [2, 2],
    [100, 1],
  ] as const)('at %i columns and %i rows it is there', ([columns, rows]) => {
    expect(drawn({ columns, rows }).length).toBeGreaterThan(0);
  });

  test('begins with how many there are and what they do', () => {
    const dead = member(5, { alive: false, state: state('dead') });
    const limited = member(6, { state: state('limited', { until: '2026-11-21T18:33:00.000Z' }) });
    expect(drawn()[0]).toMatch(/^ 4 agents {3}1 waits for you {3}2 busy {3}1 idle +by attention$/);
    expect(drawn({ columns: 120, members: [...FOUR, dead, limited], events: typed('a') })[0]).toMatch(
      /^ 6 agents {3}1 waits for you {3}2 busy {3}1 idle {3}1 limited {3}1 dead +dead ones too {3}by attention$/,
    );
    expect(drawn({ members: FOUR.slice(3), events: typed('/no') })[0]).toMatch(
      /^ 1 agent {3}1 idle +\/no {3}by attention$/,
    );
  });

  test('drops model, cost, context, account, folder and age, in that order', () => {
    const headings = [160, 100, 70, 65, 60, 50, 40, 30].map((columns) =>
      drawn({ columns, rows: 12 })[1]?.trim().split(/\s+/),
    );
    expect(headings.map((words) => words?.length)).toEqual(
      headings.map((words) => words?.length ?? 0).toSorted((a, b) => b - a),
    );
    const order = ['model', 'cost', 'ctx', 'account', 'where', 'since'];
    for (const words of headings) {
      const gone = order.filter((word) => words?.includes(word) !== true);
      expect(gone).toEqual(order.slice(0, gone.length));
    }
    expect(headings[0]).toContain('model');
    expect(headings.at(-1)).toEqual(['name', 'state']);
  });

  test('has no details below 24 rows or 60 columns, and has them beside the list from 140 columns on', () => {
    const has = (columns: number, rows: number): boolean => drawn({ columns, rows }).join('\n').includes('done when');
    expect([has(80, 24), has(80, 23), has(60, 24), has(59, 24)]).toEqual([true, false, true, false]);
    const together = (columns: number): boolean =>
      drawn({ columns, rows: 30 }).some(
        (line) => line.includes('>◐  fix-login') && line.includes('fix-login   ~/shop'),
      );
    expect([together(139), together(140)]).toEqual([false, true]);
  });

  test('says in ASCII what it says in Unicode', () => {
    const text = drawn({ ascii: true, columns: 60, members: [...FOUR, member(9, { name: 'a'.repeat(60) })] }).join(
      '\n',
    );
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(text).toContain('>?  fix-login');
  });

  test('says until when a limit holds, and how many subagents work', () => {
    const limited = member(6, { state: state('limited', { until: '2026-11-21T18:33:00.000Z' }) });
    const text = drawn({ columns: 120, members: [...FOUR, limited] }).join('\n');
    expect(text).toContain('limited until 18:33');
    expect(text).toContain('busy  2 subagents');
  });

  test('shows what is seen of a list that is longer than the screen', () => {
    const members = Array.from({ length: 40 }, (_, at) => member(at + 1, { startedAt: ago(1000 - at) }));
    const end = drawn({ members, rows: 12, events: [{ type: 'key', key: 'end' }] }).join('\n');
    expect(end).toContain('>○  agent-40');
    expect(end).not.toContain('agent-1 ');
  });
});

describe('the details', () => {
  test('say what is known and how', () => {
    const text = drawn({ rows: 30 }).join('\n');
    expect(text).toContain('fix-login   ~/shop  fix/login');
    expect(text).toMatch(/state +waiting: permission: Bash {3}vendor 4m ago/);
    expect(text).toMatch(/else +transcript 4m ago: busy, Bash was called/);
    expect(text).toMatch(/goal +log in again after the session has expired {3}phase: tests/);
    expect(text).toMatch(/done when +all tests pass {3}3 of 4/);
    expect(text).toMatch(/account +work {3}claude 2\.1\.329 {3}claude-opus-5-5/);
    expect(text).toMatch(/so far +61% of its context {3}1\.2M tokens {3}\$1\.20/);
    expect(text).toMatch(/session +7d54a799-0000-4000-8000-000000000001 {3}since 11:50 \(2h 10m\)/);
    expect(text).toMatch(/process +pid 1 {3}12% CPU {3}310 MB {3}tmux %3/);
  });

  test('leave out what nobody knows', () => {
    const bare = member(1, {
      sessionId: null,
      version: null,
      startedAt: null,
      state: state('idle', { observedAt: null }),
    });
    const text = drawn({ rows: 30, members: [bare] }).join('\n');
    expect(text).toMatch(/session +none yet\n/);
    expect(text).not.toMatch(/so far|goal|done when|null|undefined|NaN/);
  });

  test('end with the newest that was said, also where little room is left', () => {
    const [first] = FOUR;
    const said = Array.from({ length: 30 }, (_, at) => ({ by: 'agent' as const, text: `sentence ${at}`, at: null }));
    const events: readonly ScreenEvent[] = [
      { type: 'messages', of: first === undefined ? '' : memberKey(first), said },
    ];
    for (const rows of [24, 50]) {
      const lines = drawn({ rows, events });
      expect(lines.at(-2)).toMatch(/agent +sentence 29/);
      expect(lines.at(-4)).toMatch(/agent +sentence 27/);
    }
  });

  test('do not show what was said in another session', () => {
    const events: readonly ScreenEvent[] = [
      { type: 'messages', of: 'other', said: [{ by: 'agent', text: 'secret', at: null }] },
    ];
    expect(drawn({ rows: 50, events }).join('\n')).not.toContain('secret');
  });
});

describe('the last line', () => {
  test('asks before it stops one, and before it disturbs one', () => {
    expect(drawn({ events: typed('x') }).at(-1)).toBe(' stop fix-login? y/n');
    const disturbed: readonly ScreenEvent[] = [...typed('jmhi'), { type: 'key', key: 'enter' }];
    expect(drawn({ events: disturbed }).at(-1)).toBe(' api is neither idle nor waiting; send anyway? y/n');
  });

  test('shows the end of what is written', () => {
    expect(drawn({ events: typed('mhello') }).at(-1)).toBe(' to fix-login: hello_');
    const long = drawn({ columns: 40, rows: 10, events: typed(`m${'word '.repeat(30)}end`) }).at(-1) ?? '';
    expect(long).toMatch(/^ to fix-login: .*word end_$/);
    expect(stringWidth(long)).toBeLessThanOrEqual(40);
  });

  test('says what became of a wish, in one line without escapes', () => {
    const events: readonly ScreenEvent[] = [{ type: 'notice', notice: { is: 'failed', text: 'docs:\n\u001b[2Jno' } }];
    expect(drawn({ events }).at(-1)).toBe(' ✗ docs: no');
  });

  test('names the keys, as many as fit', () => {
    expect(drawn().at(-1)).toContain('enter jump   m message   x stop   q quit');
    expect(drawn({ columns: 30, rows: 10 }).at(-1)).toBe(' enter jump   m message');
  });
});

test('? shows the keys, and any letter the list again', () => {
  expect(drawn({ events: typed('?') }).join('\n')).toContain('jump to its terminal');
  expect(drawn({ events: typed('?q') }).join('\n')).toContain('>◐  fix-login');
});

test('an empty screen says why', () => {
  expect(drawn({ members: [] }).join('\n')).toContain('no agent runs; a shows dead ones too');
  expect(drawn({ events: typed('/nobody') }).join('\n')).toContain('nothing matches; Esc clears the filter');
});
