import { expect, test } from 'vitest';
import { framesOf, type Cell } from '../../src/cassette/frame-cells.ts';
import { tokensOf } from '../../src/cassette/tokens.ts';
import { corpusChunks, screenOf } from './recordings.ts';

/** The rows after the last chunk. */
async function lastFrame(chunks: readonly string[], columns: number): Promise<readonly (readonly Cell[])[]> {
  let last: readonly (readonly Cell[])[] = [];
  for await (const rows of framesOf(chunks, tokensOf(chunks.join('')), { columns, rows: 40 })) last = rows;
  return last;
}

function textOf(rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
  return lines.join('\n').trimEnd();
}

test.for([
  ['accents beside their letters', ['e\u0301'.repeat(30), '!'], 20],
  ['letters that are two places wide', ['東'.repeat(15), '!'], 20],
  ['letters in several colours and places', ['\u001B[31ma\u001B[5Cb\u001B[1mc\r\n\u001B[1;3Hd'], 20],
] as const)('A frame reads as the screen does: %s', async ([, chunks, columns]) => {
  expect(textOf(await lastFrame(chunks, columns))).toBe(await screenOf(chunks, columns));
});

test('A frame of a real screen reads as the screen does, and each letter knows where it was printed', async () => {
  const chunks = await corpusChunks('gemini/model');
  const stream = chunks.join('');
  const cells = (await lastFrame(chunks, 120)).flat().filter(({ source }) => source >= 0);
  expect(cells.length).toBeGreaterThan(500);
  for (const { text, source } of cells) expect(stream.startsWith(text, source)).toBe(true);
  expect(await screenOf(chunks)).toContain(textOf(await lastFrame(chunks, 120)));
});

test('A frame holds what scrolled away while it was drawn', async () => {
  const lines = Array.from({ length: 100 }, (_, line) => `line ${line}\r\n`).join('');
  expect(textOf(await lastFrame(['first\r\n', lines], 20))).toMatch(/^first\nline 0\n/);
});
