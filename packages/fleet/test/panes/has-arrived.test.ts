import { expect, test } from 'vitest';
import { hasArrived } from '../../src/panes/has-arrived.ts';

// Screens of Claude Code 2.1.329, 2026-11-21, in 60 columns; the frames of the others are made after their layout.
const rule = '─'.repeat(60);
const claude = (prompt: string, above = ''): string =>
  `${above}\n${rule}\n❯ ${prompt}\n${rule}\n  ⏵⏵ auto mode on (shift+tab to cycle)\n`;
const DIALOG = ` Do you want to proceed?\n ❯ 1. Yes\n   2. Yes, and always allow access from this project\n   4. No\n\n Esc to cancel · Tab to amend\n`;

test.for([
  ['a text in the prompt', 'say hello', claude(''), claude('say hello')],
  ['a wrapped one', 'one two three four five six', claude(''), claude('one two three\n  four five six')],
  ['one within a frame', 'one two three four five six', '│ > │', '│ > one two three │\n│   four five six │'],
  ['the placeholder of a long one', 'a\nb\nlong end', claude(''), claude('[Pasted text #1 +2 lines]')],
  ["Codex' placeholder", 'x'.repeat(1999), '› ', '› [Pasted Content 1999 chars]'],
  ["Gemini's placeholder", 'a\n'.repeat(12), '│ > │', '│ > [Pasted Text: 12 lines] │'],
  ['the next placeholder', 'a\nb', claude('', '❯ [Pasted text #1 +1 lines]'), claude('[Pasted text #2 +1 lines]')],
  ['a text that stood there once already', 'say hello', claude('', '❯ say hello'), claude('say hello', '❯ say hello')],
  ['a short answer', 'y', claude(''), claude('y')],
  ['a short last line', 'a\nb\n', claude(''), claude('a\n  b')],
  ['emoji alone', '👍', '> ', '> 👍'],
  ['signs alone', '•••', '> ', '> •••'],
] as const)('%s has arrived', ([, text, before, now]) => {
  expect(hasArrived(text, before, now)).toBe(true);
  expect(hasArrived(text, before, before)).toBe(false);
});

test.for([
  ['a dialog that throws it away', 'another prompt', DIALOG, DIALOG],
  ['a dialog in which its letters stand', '1', claude(''), DIALOG],
  ['a dialog that came up meanwhile', 'Yes', claude(''), DIALOG],
  ['a part of it', 'one two three four five six seven', claude(''), claude('one two three')],
  ['a screen that was scrolled', 'say hello', claude('', '❯ say hello'), claude('')],
  [
    'a placeholder that was there before',
    'a\nb',
    claude('[Pasted text #1 +1 lines]'),
    claude('[Pasted text #1 +1 lines]'),
  ],
  ['what stands behind something typed before', 'ok', claude(''), claude('half a sentence ok')],
  ['an empty screen', 'y', claude(''), ''],
] as const)('%s does not count', ([, text, before, now]) => {
  expect(hasArrived(text, before, now)).toBe(false);
});
