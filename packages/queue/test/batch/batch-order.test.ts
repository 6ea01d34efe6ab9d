import { describe, expect, test } from 'vitest';
import { batchOrder, isItemWord } from '../../src/batch/batch-order.ts';

describe('the order in which a batch is put into the queue', () => {
  test('is that of the file, at once where nothing comes after another', () => {
    const entries = [1, 2, 3].map((line) => ({ line, entry: { prompt: String(line), after: ['#7'] } }));
    expect(batchOrder(entries)).toEqual({ groups: [entries], problems: [] });
  });

  test('has each entry after those that it names, wherever they stand', () => {
    const a = { line: 1, entry: { name: 'a', after: ['b', 'c'] } };
    const b = { line: 2, entry: { name: 'b' } };
    const c = { line: 3, entry: { name: 'c', after: ['b'] } };
    expect(batchOrder([a, b, c]).groups).toEqual([[b], [c], [a]]);
  });
});

test('numbers and ids are items of the queue, other words are names', () => {
  const words = ['41', '#41', '019a-1', '019aa1b2', '019aa1b2-7c3d-7000-8000-0123456789ab', 'docs', '#docs', ''];
  expect(words.map(isItemWord)).toEqual([true, true, false, true, true, false, false, false]);
});
