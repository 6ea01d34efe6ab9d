import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutName, renameOf, targetOf } from '../src/naming.ts';

describe('a target', () => {
  test.for([
    ['e7982952-f394-4b50', '/home/ada/shop', 'e7982952@shop'],
    ['abc', '/home/ada/shop', 'abc@shop'],
    ['é🔧345678901', '/x', 'é🔧345678@x'],
    [null, '/x/y', '@y'],
    ['abc', '/', 'abc@/'],
    ['abc', '', 'abc@.'],
    ['abc', null, 'abc@.'],
  ] as const)('of session %s in %s is %s', ([session, cwd, target]) => {
    expect(targetOf(session, cwd)).toBe(target);
  });
});

describe('a name', () => {
  test('is the goal, else the last segment of the folder', () => {
    expect(renameOf('Mend the login', '/home/ada/shop')).toBe('Mend the login');
    expect(renameOf('', '/home/ada/shop')).toBe('shop');
  });

  test('has 48 code points at most, and never half an emoji', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(cutName('x'.repeat(60))).toBe('x'.repeat(48));
    // 7 code points: the family fits into 48 after 41 others, not after 42.
    expect(cutName('x'.repeat(41) + family)).toBe('x'.repeat(41) + family);
    expect(cutName('x'.repeat(42) + family)).toBe('x'.repeat(42));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const cut = cutName(text);
        expect(Array.from(cut).length).toBeLessThanOrEqual(48);
        expect(text.startsWith(cut)).toBe(true);
        const whole = Array.from(new Intl.Segmenter().segment(text), ({ index }) => index);
        expect([...whole, text.length]).toContain(cut.length);
      }),
    );
  });
});
