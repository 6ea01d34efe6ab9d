import { expect, test } from 'vitest';
import { localWords } from '../src/render/local-words.ts';

const here = { now: '2026-11-22T04:00:00.000Z', timeZone: 'Europe/Berlin', home: '/home/ada' };

test.each([
  ['not before 2026-11-22T05:00:00.000Z', 'not before 06:00'],
  ['limited until 2026-11-24T05:00:00Z; then', 'limited until Tue 06:00; then'],
  ['#7, which works on /home/ada/shop', '#7, which works on ~/shop'],
  ['/home/adam/shop', '/home/adam/shop'],
  ['at 2026-99-99T99:99:99Z', 'at 2026-99-99T99:99:99Z'],
  ['two\nlines', 'two lines'],
])('%j reads %j here', (text, read) => {
  expect(localWords(text, here)).toBe(read);
});
