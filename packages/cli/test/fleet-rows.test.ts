import type { FleetMember } from '@ccx/contracts';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fleetRows } from '../src/fleet-view/fleet-rows.ts';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.ts';
import { unknownMember } from './fleet-view/members.ts';

const NOW = '2026-11-21T01:20:00.000Z';
const state = (is: FleetMember['state']['is'], why: string, since: string): FleetMember['state'] => ({
  is,
  why,
  source: 'vendor',
  since,
  until: null,
});

const FLEET = [
  unknownMember({
    pid: 1,
    name: 'fix-login',
    cwd: '/home/ada/shop',
    contextPercent: 61,
    state: state('waiting', 'permission: Bash', '2026-11-21T01:16:00.000Z'),
    extras: { gitBranch: 'fix/login', costUsd: 1.2, model: 'claude-opus-5-5' },
  }),
  unknownMember({
    pid: 2,
    name: 'docs',
    cwd: '/home/ada/ccx',
    contextPercent: 22,
    state: state('busy', 'works', '2026-11-21T01:19:20.000Z'),
    extras: { gitBranch: 'main', costUsd: 0.31, subagents: 2, model: 'claude-opus-5-5' },
  }),
  unknownMember({
    pid: 3,
    cwd: '/home/ada/notes',
    agent: 'codex',
    state: {
      ...state('limited', 'the quota is used up', '2026-11-21T00:20:00.000Z'),
      until: '2026-11-21T03:33:00.000Z',
    },
  }),
];

function rows(members: readonly FleetMember[], terminal: FakeTerminal, more: object = {}): readonly string[] {
  const nameOf = ({ agent }: FleetMember): string => (agent === 'codex' ? 'codex' : 'work');
  return fleetRows(members, { terminal, nameOf, now: NOW, hidden: 0, skipped: {}, ...more });
}

describe('the table of a fleet', () => {
  test('shows who it is, what they do, where, on which account, and for how long', () => {
    expect(rows(FLEET, fakeTerminal({ columns: 140 }))).toEqual([
      '   name       state                      account  where              model            ctx   cost  since',
      ' ◐ fix-login  waiting: permission: Bash  work     ~/shop  fix/login  claude-opus-5-5  61%  $1.20     4m',
      ' ● docs       busy  2 subagents          work     ~/ccx  main        claude-opus-5-5  22%  $0.31    40s',
      ' ▲ notes      limited until 03:33        codex    ~/notes            -                  -      -     1h',
    ]);
  });

  test('without a row says whether nobody runs, or only nobody of that kind', () => {
    const terminal = fakeTerminal({ columns: 140 });
    expect(rows([], terminal)).toEqual([' no agent runs']);
    expect(rows([], terminal, { others: 1 })).toEqual([' no such agent runs; 1 other does']);
    expect(rows([], terminal, { others: 3 })).toEqual([' no such agent runs; 3 others do']);
  });

  test('speaks ASCII where nothing else can be shown', () => {
    const [, first, second, third] = rows(FLEET, fakeTerminal({ columns: 140, ascii: true }));
    expect([first, second, third].map((line) => line?.slice(1, 2))).toEqual(['?', '*', '!']);
  });

  test.for([30, 40, 60, 80, 100, 120, 200])('never is wider than a terminal of %d columns', (columns) => {
    const long = unknownMember({
      name: 'a name that goes on and on 漢字漢字',
      cwd: '/home/ada/a/very/long/path/to/somewhere/deep',
      state: state('waiting', 'something that takes many words to say, and then some', NOW),
      extras: { gitBranch: 'feature/with-a-long-name' },
    });
    for (const line of rows([...FLEET, long], fakeTerminal({ columns }))) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('has name, state and place at 80 columns', () => {
    const [head] = rows(FLEET, fakeTerminal({ columns: 80 }));
    expect(head).toMatch(/name +state +account +where/);
  });

  test('cuts nothing for a reader that is no terminal', () => {
    const long = unknownMember({ name: 'x'.repeat(300), cwd: `/${'y'.repeat(300)}` });
    expect(rows([long], fakeTerminal({ tty: false })).join('\n')).toMatch(/x{300}.*y{300}/);
  });

  test('leaves out columns of which nobody knows anything', () => {
    const [head] = rows([unknownMember({ cwd: '/x' })], fakeTerminal({ columns: 140 }));
    expect(head).not.toMatch(/ctx|cost|model/);
  });

  test('lets no name move the cursor', () => {
    const text = rows([unknownMember({ name: '\u001b[2Jevil\u0007', cwd: '/x\u001b]0;t\u0007' })], fakeTerminal()).join(
      '\n',
    );
    expect(text).toContain('evil');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('says what is not in it', () => {
    expect(rows([], fakeTerminal(), { hidden: 3 })).toEqual([
      ' no agent runs',
      ' 3 dead or not proved: ccx fleet --all',
    ]);
    const skipped = { legacy: 7, torn: 1, 'unknown-form': 2 };
    expect(rows(FLEET, fakeTerminal(), { skipped }).at(-1)).toBe(
      ' files of sessions that cannot be read: 1 torn, 2 unknown-form',
    );
  });
});
