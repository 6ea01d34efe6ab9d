import { expect, test } from 'vitest';
import { openScreen } from '../../src/pty/rendered-screen.ts';
import { recorded, recordedBytes } from './frames.ts';

test('Bytes of Claude Code, which moves its cursor over single blanks, are drawn as a person saw them', async () => {
  const screen = await openScreen(() => {}, { columns: 120, rows: 40 });
  // Up to where the dialog was closed again.
  const bytes = recordedBytes('claude/usage', 5_453);
  await screen.draw(bytes);
  expect(screen.frame().text).toContain('  Current session\n');
  expect(screen.frame().text).toMatch(/█ +42% used\n {2}Resets \d/);
  // Whoever strips the escapes instead has lost the words.
  expect(bytes.replaceAll(/\u001B\[[0-9;?]*[a-zA-Z]/g, '')).not.toMatch(/\d% used/);
  screen.close();
});

test('Rows that scrolled away are read from the scrollback, and are no rows of the screen', async () => {
  const screen = await openScreen(() => {});
  const rows = Array.from({ length: 120 }, (_, at) => `row ${at}`);
  await screen.draw(rows.join('\r\n'));
  const frame = screen.frame();
  expect(frame.text.split('\n')).toEqual(rows);
  expect(frame.rows).toEqual(rows.slice(-50));
  screen.close();
});

test('The screen is as wide as the widest panel', async () => {
  const screen = await openScreen(() => {});
  await screen.draw('x'.repeat(121));
  expect(screen.frame().rows.slice(0, 2)).toEqual(['x'.repeat(120), 'x']);
  screen.close();
});

test('What the program asks of its terminal is answered', async () => {
  const answers: string[] = [];
  const screen = await openScreen((bytes) => answers.push(bytes));
  await screen.draw('\u001B[2;3H\u001B[6n\u001B[c');
  expect(answers).toEqual(['\u001B[2;3R', '\u001B[?1;2c']);
  screen.close();
});

test('A sequence that is cut in two is drawn as one', async () => {
  const screen = await openScreen(() => {});
  await screen.draw('42% use\u001B[1');
  await screen.draw('0Gd');
  expect(screen.frame().rows[0]).toBe('42% use  d');
  screen.close();
});

test('A frame changes only when something is drawn', async () => {
  const screen = await openScreen(() => {});
  await screen.draw('one');
  const frame = screen.frame();
  expect(screen.frame()).toBe(frame);
  await screen.draw(' two');
  expect(screen.frame().text).toBe('one two');
  screen.close();
});

test('The recorded screens are those of a terminal of this width', () => {
  expect(Math.max(...recorded('claude/usage').rows.map((row) => row.length))).toBe(120);
});
