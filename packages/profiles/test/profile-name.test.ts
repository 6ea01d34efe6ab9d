import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cases } from './long-form.ts';
import { isProfileName, nameProblem, nearestName } from '../src/profile-name.ts';

const elsewhere = { agent: 'claude', configDir: '/home/ada/.claude-work' } as const;

test('a name has small letters, digits and hyphens, and never begins with one', () => {
  for (const name of ['a', '0', 'work', 'work-2', 'a-', 'x'.repeat(63)]) expect(isProfileName(name)).toBe(true);
  for (const name of ['', '-a', 'Work', 'a b', 'a_b', 'ä', 'a/b', 'a\n', 'x'.repeat(64), 1, null]) {
    expect(isProfileName(name)).toBe(false);
  }
});

test("an agent's name is its default place's alone", () => {
  expect(nameProblem('claude', elsewhere)).toMatch(/default place of Claude Code/);
  expect(nameProblem('claude', { agent: 'codex', configDir: null })).toMatch(/default place of Claude Code/);
  expect(nameProblem('claude', { agent: 'claude', configDir: null })).toBeNull();
});

test('words that ccx reads otherwise where a name may stand are no names', () => {
  for (const word of ['auto', 'none', 'all', 'wait', 'record', 'replay']) {
    expect(nameProblem(word, elsewhere)).toMatch(/word of ccx/);
  }
  expect(nameProblem('automatic', elsewhere)).toBeNull();
});

test('the nearest name is found over the slips of a hand, and none where nothing is near', () => {
  const names = ['work', 'private', 'claude', 'max-2'];
  expect(nearestName('wrok', names)).toBe('work');
  expect(nearestName('prviate', names)).toBe('private');
  expect(nearestName('cluade', names)).toBe('claude');
  expect(nearestName('max-3', names)).toBe('max-2');
  expect(nearestName('zzz', names)).toBeNull();
  expect(nearestName('x', [])).toBeNull();
});

test('one letter too many, too few or wrong is near to any name', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{2,12}$/), fc.nat(), fc.constantFrom('', '-'), (name, at, put) => {
      const slip = at % name.length;
      expect(nearestName(name.slice(0, slip) + put + name.slice(slip + 1), [name])).toBe(name);
      expect(nearestName(`${name.slice(0, slip)}-${name.slice(slip)}`, [name])).toBe(name);
    }),
    { numRuns: cases(50) },
  );
});
