import type { ScreenSize } from '../pty/rendered-screen.ts';
import { framesOf, type Cell } from './frame-cells.ts';
import { tokensOf, type Token } from './tokens.ts';

/** A text that somebody could read in a recording, and where in the stream each of its characters comes from. */
export interface SeenText {
  readonly text: string;
  /** For each UTF-16 unit of `text` the place in the stream, `-1` where nothing was printed. */
  readonly sources: readonly number[];
  /** Rows were put together that may have nothing to do with one another. */
  readonly joined: boolean;
}

/** Frames are drawn with these; they stand between what belongs together. */
const BORDERS = /[\s│┃║|╎▎▏─━═╭╮╰╯┌┐└┘├┤]/;
/** A sequence that moves nothing. */
const STILL = /^(?:\u001B\[|\u009B)[^A-Za-z]*[hlm]$/;
const INTRODUCER = /^(?:\u001B\]|\u009D)\d*;?/;
const FORWARD = /^(?:\u001B\[|\u009B)\d*C$/;

/**
 * What can be read in a stream: as it was printed, also where colours change in a word, and on the screen after each of
 * its chunks, where words stand that were never printed in one piece, or that go on in the next row.
 */
export async function seenTexts(chunks: readonly string[], size: ScreenSize): Promise<readonly SeenText[]> {
  const stream = chunks.join('');
  const tokens = tokensOf(stream);
  const seen = new Map<string, SeenText>();
  const keep = (text: SeenText): void => {
    if (text.text !== '') seen.set(`${text.joined} ${text.text} ${text.sources.join(' ')}`, text);
  };
  for (const line of printedLines(stream, tokens)) keep(line);
  for (const text of stringsIn(stream, tokens)) keep(text);
  for await (const rows of framesOf(chunks, tokens, size)) {
    for (const paragraph of paragraphsOf(rows, size.columns)) keep(textOfCells(paragraph, false));
    keep(textOfCells(rows.flatMap(innerCells), true));
  }
  return [...seen.values()];
}

/** Strings for the terminal, without the number that says what they are. */
function stringsIn(stream: string, tokens: readonly Token[]): readonly SeenText[] {
  return tokens.flatMap(({ kind, start, end }) => {
    if (kind !== 'string') return [];
    const whole = stream.slice(start, end);
    const intro = INTRODUCER.exec(whole)?.[0].length ?? 0;
    return [asItStands(whole.slice(intro), start + intro)];
  });
}

/** A text that stands in the stream as it is, from there on. */
function asItStands(text: string, start: number): SeenText {
  return { text, sources: Array.from({ length: text.length }, (_, at) => start + at), joined: false };
}

/** What is typed in the data of one event. */
export function typedTexts(data: string): readonly SeenText[] {
  return tokensOf(data).flatMap(({ kind, start, end }) =>
    kind === 'text' ? [asItStands(data.slice(start, end), start)] : [],
  );
}

function printedLines(stream: string, tokens: readonly Token[]): readonly SeenText[] {
  const lines: SeenText[] = [];
  let line = emptyLine();
  for (const { kind, start, end } of tokens) {
    const piece = stream.slice(start, end);
    if (kind === 'text') {
      line.text += piece;
      for (let at = start; at < end; at += 1) line.sources.push(at);
    } else if (FORWARD.test(piece)) {
      line.text += ' ';
      line.sources.push(-1);
    } else if (kind === 'sequence' && !STILL.test(piece)) {
      lines.push({ ...line, joined: false });
      line = emptyLine();
    }
  }
  return [...lines, { ...line, joined: false }];
}

function emptyLine(): { text: string; readonly sources: number[] } {
  return { text: '', sources: [] };
}

/** Each row, and put together each that reaches the end of its line with those after it: there a word may be cut. */
function paragraphsOf(rows: readonly (readonly Cell[])[], columns: number): readonly (readonly Cell[])[] {
  const chains: Cell[][] = [];
  let chain: Cell[] | null = null;
  for (const row of rows) {
    const isCut = isFull(row, columns);
    if (chain === null && isCut) chains.push((chain = []));
    chain?.push(...innerCells(row));
    if (!isCut) chain = null;
  }
  return [...rows, ...chains];
}

function isFull(row: readonly Cell[], columns: number): boolean {
  const end = row.findLastIndex(({ text }) => text !== '' && !BORDERS.test(text));
  const border = row.findIndex(({ text }, at) => at > end && text !== ' ' && text !== '');
  // One space of padding before the border.
  return end !== -1 && end >= (border === -1 ? columns : border) - 2;
}

/** A row without its borders and what is empty at its ends. */
function innerCells(row: readonly Cell[]): readonly Cell[] {
  const isInner = ({ text }: Cell): boolean => text !== '' && !BORDERS.test(text);
  return row.slice(Math.max(row.findIndex(isInner), 0), row.findLastIndex(isInner) + 1);
}

function textOfCells(cells: readonly Cell[], joined: boolean): SeenText {
  return {
    text: cells.map(({ text }) => text).join(''),
    sources: cells.flatMap(({ text, source }) =>
      text.length === 1 ? source : Array.from({ length: text.length }, () => source),
    ),
    joined,
  };
}
