import type { FleetMember } from '@ccx/contracts';
import { FLEET_SORTS } from '@ccx/fleet';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { frame } from '../../src/fleet-screen/frame.ts';
import { layoutOf } from '../../src/fleet-screen/layout.ts';
import { memberKey } from '@ccx/fleet';
import { reduceScreen } from '../../src/fleet-screen/reduce-screen.ts';
import { SCREEN_KEYS, type ScreenEffect, type ScreenEvent } from '../../src/fleet-screen/screen-event.ts';
import { chosenMember, firstState, type ScreenState } from '../../src/fleet-screen/screen-state.ts';
import { createTerminal } from '../../src/render/terminal.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { ago, FOUR, member, NOW, state as doing } from '../fleet-view/members.ts';

const NAMING = { nameOf: ({ agent }: FleetMember) => `${agent}-account`, home: '/home/ada' };
const EIGHTY = { columns: 80, rows: 24 };

/** A screen over these members to which things happen; letters are typed one by one. */
function screen(members: readonly FleetMember[] = FOUR, size = EIGHTY) {
  let state = reduceScreen(firstState(NAMING, size), { type: 'fleet', members }).state;
  const effects: ScreenEffect[] = [];
  const happen = (event: ScreenEvent): void => {
    const step = reduceScreen(state, event);
    state = step.state;
    effects.push(...step.effects);
  };
  return {
    happen,
    type: (text: string) => Array.from(text).forEach((letter) => happen({ type: 'typed', text: letter })),
    key: (...keys: readonly (typeof SCREEN_KEYS)[number][]) => keys.forEach((key) => happen({ type: 'key', key })),
    state: () => state,
    chosen: () => chosenMember(state)?.process.pid ?? null,
    effects,
  };
}

function names({ rows }: ScreenState): readonly number[] {
  return rows.map(({ process }) => process.pid);
}

describe('the list', () => {
  test('begins at the one who waits for the person', () => {
    const it = screen();
    expect(names(it.state())).toEqual([1, 3, 2, 4]);
    expect(it.chosen()).toBe(1);
  });

  test('is walked with arrows and letters, and ends at its ends', () => {
    const it = screen();
    it.key('up');
    expect(it.chosen()).toBe(1);
    it.type('j');
    it.key('down');
    expect(it.chosen()).toBe(2);
    it.key('end', 'down');
    expect(it.chosen()).toBe(4);
    it.type('k');
    expect(it.chosen()).toBe(2);
    it.key('home');
    expect(it.chosen()).toBe(1);
  });

  test('keeps the selection on its process when rows move', () => {
    const it = screen();
    it.key('end');
    const [first, ...others] = FOUR;
    const needy = others.map((one) =>
      one.process.pid === 4 ? { ...one, state: doing('waiting', { since: ago(9000) }) } : one,
    );
    it.happen({ type: 'fleet', members: [...needy, ...(first === undefined ? [] : [first])] });
    expect(names(it.state())[0]).toBe(4);
    expect(it.chosen()).toBe(4);
  });

  test('goes to the row that took the place of one that ended', () => {
    const it = screen();
    it.key('down');
    it.happen({ type: 'fleet', members: FOUR.filter(({ process }) => process.pid !== 3) });
    expect(it.chosen()).toBe(2);
  });

  test('knows a process from another that has its pid', () => {
    const it = screen();
    it.key('end');
    const reused = FOUR.map((one) =>
      one.process.pid === 4
        ? { ...one, process: { ...one.process, startedAt: 'later' }, state: doing('waiting', { since: ago(9000) }) }
        : one,
    );
    it.happen({ type: 'fleet', members: reused });
    expect(it.chosen()).not.toBe(4);
  });

  test('is ordered anew with each s, through all orders and back', () => {
    const it = screen();
    const seen = FLEET_SORTS.map(() => {
      it.type('s');
      return it.state().sort;
    });
    expect(seen).toEqual([...FLEET_SORTS.slice(1), 'attention']);
    it.type('ss');
    expect(it.state().sort).toBe('name');
    expect(names(it.state())).toEqual([3, 2, 1, 4]);
  });

  test('shows dead ones only where they are wanted', () => {
    const it = screen([...FOUR, member(5, { alive: false, state: doing('dead') })]);
    expect(names(it.state())).not.toContain(5);
    it.type('a');
    expect(names(it.state())).toContain(5);
    it.type('a');
    expect(names(it.state())).not.toContain(5);
  });
});

describe('the filter', () => {
  test.for([
    ['login', [1]],
    ['SHOP', [1]],
    ['fix/log', [1]],
    ['codex', [3]],
    ['codex-account', [3]],
    ['waiting', [1]],
    ['permission', [1]],
    ['ccx main', [2]],
    ['ccx shop', []],
    ['  ', [1, 3, 2, 4]],
  ] as const)('%s finds %j', ([typed, found]) => {
    const it = screen();
    it.type(`/${typed}`);
    expect(names(it.state())).toEqual(found);
  });

  test('stays after Enter, and Esc in the list clears it before another Esc quits', () => {
    const it = screen();
    it.type('/docs');
    it.key('enter');
    expect(it.state().mode.type).toBe('list');
    expect(names(it.state())).toEqual([2]);
    it.key('escape');
    expect(names(it.state())).toHaveLength(4);
    expect(it.effects).toEqual([]);
    it.key('escape');
    expect(it.effects).toEqual([{ type: 'quit' }]);
  });

  test('is cleared by Esc while it is written', () => {
    const it = screen();
    it.type('/docs');
    it.key('escape');
    expect([it.state().mode.type, it.state().filter]).toEqual(['list', '']);
  });

  test('lets the arrows walk through what it has found, and takes letters for text', () => {
    const it = screen();
    it.type('/o');
    it.key('down');
    expect(it.chosen()).toBe(names(it.state())[1]);
    it.type('q');
    expect(it.effects).toEqual([]);
    it.key('backspace');
    expect(it.state().filter).toBe('o');
  });
});

describe('what is done with the chosen one', () => {
  test('Enter and f bring its terminal to the front', () => {
    const it = screen();
    it.key('enter');
    it.type('f');
    expect(it.effects.map((effect) => [effect.type, 'member' in effect && effect.member.process.pid])).toEqual([
      ['focus', 1],
      ['focus', 1],
    ]);
    expect(it.state().notice?.is).toBe('pending');
  });

  test('a message to one that waits or rests is sent at once', () => {
    const it = screen();
    it.type('mgo on');
    it.key('enter');
    expect(it.effects).toMatchObject([{ type: 'send', member: { process: { pid: 1 } }, text: 'go on', force: false }]);
  });

  test.for([
    ['y', true],
    ['n', false],
    ['j', false],
    [' ', false],
  ] as const)('a message to one that works is sent after the question only with y: %s', ([letter, sent]) => {
    const it = screen();
    it.key('down');
    it.type('tgo on');
    it.key('enter');
    expect([it.state().mode.type, it.effects]).toEqual(['send-anyway', []]);
    it.type(letter);
    expect(it.state().mode.type).toBe('list');
    expect(it.effects).toMatchObject(sent ? [{ type: 'send', text: 'go on', force: true }] : []);
  });

  test('a message is not sent with Esc, nor when nothing is written', () => {
    const it = screen();
    it.type('mgo on');
    it.key('escape');
    it.type('m   ');
    it.key('enter');
    expect([it.state().mode.type, it.effects]).toEqual(['list', []]);
  });

  test('a message is one line of plain text, whatever is pasted', () => {
    const it = screen();
    it.type('m');
    it.happen({ type: 'pasted', text: 'first\nq\r\n\u001b[2Jsecond\t\u0007' });
    it.key('enter');
    expect(it.effects).toMatchObject([{ type: 'send', text: 'first q second' }]);
  });

  test('Backspace takes a whole character, Ctrl-W a word, Ctrl-U all', () => {
    const it = screen();
    const written = (): unknown => 'text' in it.state().mode && it.state().mode;
    it.type('m');
    it.happen({ type: 'pasted', text: 'one two 👩‍👩‍👧' });
    it.key('backspace');
    expect(written()).toMatchObject({ text: 'one two ' });
    it.key('clear-word');
    expect(written()).toMatchObject({ text: 'one ' });
    it.key('clear-line');
    expect(written()).toMatchObject({ text: '' });
  });

  test.for([
    ['y', ['stop']],
    ['n', []],
    ['q', []],
    ['x', []],
  ] as const)('it is stopped only with y: %s', ([letter, types]) => {
    const it = screen();
    it.type('x');
    it.type(letter);
    expect(it.effects.map(({ type }) => type)).toEqual(types);
    expect(it.state().mode.type).toBe('list');
  });

  test('Enter is no yes', () => {
    const it = screen();
    it.type('x');
    it.key('enter');
    expect([it.state().mode.type, it.effects]).toEqual(['list', []]);
  });

  test('a question is about the process for which it was asked, wherever the selection is by then', () => {
    const it = screen();
    it.type('x');
    const [first, ...others] = FOUR;
    it.happen({
      type: 'fleet',
      members: [
        ...others,
        member(9, { state: doing('waiting', { since: ago(9000) }) }),
        ...(first === undefined ? [] : [first]),
      ],
    });
    it.type('y');
    expect(it.effects).toMatchObject([{ type: 'stop', member: { process: { pid: 1 } } }]);
  });

  test('a question about one that has ended meanwhile does nothing and says so', () => {
    const it = screen();
    it.type('x');
    it.happen({ type: 'fleet', members: FOUR.slice(1) });
    it.type('y');
    expect(it.effects).toEqual([]);
    expect(it.state().notice).toEqual({ is: 'failed', text: 'fix-login has ended meanwhile' });
  });

  test('whether one works is asked when the message is sent, not when it was begun', () => {
    const it = screen();
    it.type('mgo on');
    it.happen({ type: 'fleet', members: FOUR.map((one) => ({ ...one, state: doing('busy') })) });
    it.key('enter');
    expect([it.state().mode.type, it.effects]).toEqual(['send-anyway', []]);
  });

  test('without a row nothing is asked for', () => {
    const it = screen([]);
    it.type('mxtf');
    it.key('enter');
    expect([it.state().mode.type, it.effects]).toEqual(['list', []]);
  });
});

describe('keys that come at once', () => {
  test('are taken one after another', () => {
    const it = screen();
    it.happen({ type: 'typed', text: 'jj' });
    expect(it.chosen()).toBe(2);
    it.happen({ type: 'typed', text: 'mhello' });
    expect(it.state().mode).toMatchObject({ type: 'message', text: 'hello' });
  });

  test('never answer the question that they ask', () => {
    const it = screen();
    it.happen({ type: 'typed', text: 'xy' });
    expect([it.state().mode.type, it.effects]).toEqual(['stop', []]);
  });

  test('that are pasted into the list are no commands', () => {
    const it = screen();
    it.happen({ type: 'pasted', text: 'xyq' });
    expect([it.state().mode.type, it.effects]).toEqual(['list', []]);
  });
});

test('what was said is gone with the next key, what is under way stays', () => {
  const it = screen();
  it.happen({ type: 'notice', notice: { is: 'done', text: 'done' } });
  it.key('down');
  expect(it.state().notice).toBeNull();
  it.happen({ type: 'notice', notice: { is: 'pending', text: 'stopping' } });
  it.key('down');
  expect(it.state().notice?.text).toBe('stopping');
});

test('Ctrl-C quits and Ctrl-Z suspends whatever is being asked or written', () => {
  for (const letters of ['', '/', 'm', '?', 'x', 'jm!']) {
    const it = screen();
    it.type(letters);
    it.key('suspend', 'interrupt');
    expect(it.effects.map(({ type }) => type)).toEqual(['suspend', 'quit']);
  }
});

const anyMember: fc.Arbitrary<FleetMember> = fc
  .record({
    pid: fc.integer({ min: 1, max: 12 }),
    name: fc.option(fc.string({ unit: 'grapheme', maxLength: 60 })),
    cwd: fc.option(fc.string({ unit: 'grapheme', maxLength: 60 })),
    goal: fc.string({ unit: 'binary', maxLength: 20 }),
    is: fc.constantFrom('busy', 'waiting', 'idle', 'background', 'shell', 'limited', 'stale', 'dead', 'unreachable'),
    why: fc.string({ unit: 'grapheme', maxLength: 40 }),
    alive: fc.constantFrom(true, true, false, null),
    since: fc.option(fc.constantFrom(ago(0), ago(59), ago(90_000), ago(-5))),
    contextPercent: fc.option(fc.integer({ min: 0, max: 100 })),
    extras: fc.record(
      {
        costUsd: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
        model: fc.option(fc.string({ unit: 'grapheme', maxLength: 30 })),
        gitBranch: fc.option(fc.string({ unit: 'grapheme', maxLength: 60 })),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ pid, is, why, since, ...rest }) => member(pid, { ...rest, state: doing(is as 'busy', { why, since }) }));

const anySize = fc.record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 60 }) });
const anyFleet = fc.uniqueArray(anyMember, { selector: memberKey, maxLength: 12 });

const anyEvent: fc.Arbitrary<ScreenEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('key' as const), key: fc.constantFrom(...SCREEN_KEYS) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('typed' as const),
      text: fc.oneof(fc.constantFrom(...Array.from('jkgGsa/?fmtxyq n')), fc.string({ unit: 'binary', maxLength: 8 })),
    }),
  },
  fc.record({ type: fc.constant('pasted' as const), text: fc.string({ unit: 'binary', maxLength: 20 }) }),
  fc.record({ type: fc.constant('fleet' as const), members: anyFleet }),
  fc.record({ type: fc.constant('size' as const), size: anySize }),
  fc.record({
    type: fc.constant('notice' as const),
    notice: fc.record({
      is: fc.constantFrom('pending' as const, 'done' as const, 'failed' as const),
      text: fc.string({ unit: 'binary', maxLength: 100 }),
    }),
  }),
  anyMember.map((one) => ({
    type: 'messages' as const,
    of: memberKey(one),
    said: [{ by: 'agent' as const, text: `${one.name ?? ''}\n\u001b[2J`, at: null }],
  })),
);

const TERMINALS = {
  unicode: fakeTerminal(),
  ascii: fakeTerminal({ ascii: true }),
  colourful: createTerminal({ env: { FORCE_COLOR: '1' }, stdout: process.stdout, stderr: process.stderr, argv: [] }),
};

test('after any events the selection is in sight, and the frame fits into the terminal', () => {
  fc.assert(
    fc.property(anySize, fc.array(anyEvent, { maxLength: 40 }), (size, events) => {
      let state = firstState(NAMING, size);
      for (const event of events) {
        state = reduceScreen(state, event).state;
        const at = state.rows.findIndex((row) => memberKey(row) === state.chosen);
        const { lines } = layoutOf(state.size, state.rows.length).list;
        expect(state.chosen === null).toBe(state.rows.length === 0);
        if (state.rows.length > 0) expect(at).toBeGreaterThanOrEqual(state.top);
        expect(at).toBeLessThan(state.top + Math.max(1, lines));
        expect(state.top).toBeLessThanOrEqual(Math.max(0, state.rows.length - lines));
        for (const terminal of Object.values(TERMINALS)) {
          const drawn = frame(state, { terminal, now: NOW });
          expect(drawn.length).toBeLessThanOrEqual(Math.max(1, state.size.rows - 1));
          for (const line of drawn) {
            expect(stringWidth(line)).toBeLessThanOrEqual(state.size.columns);
            // Nothing but colours may be left of what others wrote.
            expect(line.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});
