import { expect, test } from 'vitest';
import { Tape } from '../../src/cassette/tape.ts';

const EVENTS = [
  { atMs: 0, kind: 'out', data: 'a' },
  { atMs: 10, kind: 'in', data: '\u001B[?1;2c' },
  { atMs: 100, kind: 'out', data: 'b' },
  { atMs: 110, kind: 'in', data: '/us' },
  { atMs: 120, kind: 'in', data: 'age' },
  { atMs: 150, kind: 'out', data: 'c' },
] as const;

test('A tape gives what was drawn when its time has come, and waits for no answer of the terminal itself', () => {
  const tape = new Tape(EVENTS);
  expect([tape.play(0), tape.play(99), tape.play(100)]).toEqual(['a', '', 'b']);
});

test('A tape shows what came after a key only after the key, as much later as that was', () => {
  const tape = new Tape(EVENTS);
  expect([tape.play(110), tape.play(500)]).toEqual(['ab', '']);
  tape.press('/usage');
  // The first key was awaited until 500; 40 ms later came what it brought about.
  expect([tape.play(520), tape.play(539), tape.play(540)]).toEqual(['', '', 'c']);
});

test('A tape takes keys early, in other pieces, and twice where the first were lost', () => {
  const tape = new Tape(EVENTS);
  tape.press('/');
  tape.press('/usage');
  expect(tape.play(150)).toBe('abc');
});

test('A tape is over where it has ended or waits for a key that nobody presses, not in a gap', () => {
  const tape = new Tape(EVENTS);
  tape.play(0);
  expect(tape.overMs(90)).toBe(0);
  tape.play(110);
  expect(tape.overMs(410)).toBe(300);
  tape.press('/usage');
  expect(tape.overMs(410)).toBe(0);
  tape.play(450);
  tape.play(500);
  expect(tape.overMs(900)).toBeGreaterThanOrEqual(400);
});
