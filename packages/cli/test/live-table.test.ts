import { expect, test } from 'vitest';
import { createLiveTable } from '../src/quota-view/live-table.ts';

function shown(lines: readonly (readonly string[])[], { isTty = true, rows = 24 } = {}): string {
  let text = '';
  const table = createLiveTable({
    isTty,
    rows: () => rows,
    write: (more) => {
      text += more;
      return true;
    },
  });
  for (const one of lines) table.show(one);
  return text;
}

test('a table is replaced where it stands', () => {
  expect(shown([['a', 'b'], ['c']])).toBe('a\nb\n\u001b[2A\u001b[0Jc\n');
});

test('an equal table is not drawn again', () => {
  expect(shown([['a'], ['a']])).toBe('a\n');
});

test('a table that has scrolled away is written below, not over what stands there', () => {
  expect(shown([['a', 'b', 'c'], ['d']], { rows: 3 })).toBe('a\nb\nc\nd\n');
});

test('without a terminal each table follows the one before', () => {
  expect(shown([['a'], ['b']], { isTty: false })).toBe('a\nb\n');
});
