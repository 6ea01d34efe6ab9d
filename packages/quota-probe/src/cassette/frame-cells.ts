import type { IBuffer, Terminal } from '@xterm/headless';
import type { ScreenSize } from '../pty/rendered-screen.ts';
import type { Token } from './tokens.ts';

/** One place of a screen. */
export interface Cell {
  /** Empty behind a character that is two places wide. */
  readonly text: string;
  /** Where in the stream it was printed; `-1`: nothing was. */
  readonly source: number;
}

const SCROLLBACK = 2_000;

/**
 * The rows of the screen after each chunk, with those that scrolled away in it. Each character gets its place in the
 * stream as its colour, so that every cell can tell where it comes from, whatever moved it there.
 */
export async function* framesOf(
  chunks: readonly string[],
  tokens: readonly Token[],
  { columns, rows }: ScreenSize,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const { default: xterm } = await import('@xterm/headless');
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: SCROLLBACK,
    allowProposedApi: true,
    logLevel: 'off',
  });
  const stream = chunks.join('');
  try {
    let end = 0;
    let index = 0;
    for (const chunk of chunks) {
      const start = end;
      end += chunk.length;
      const above = terminal.buffer.active.baseY;
      let marked = '';
      while (index < tokens.length && (tokens[index]?.start ?? end) < end) {
        const token = tokens[index];
        if (token === undefined) break;
        const [from, to] = [Math.max(token.start, start), Math.min(token.end, end)];
        const piece = stream.slice(from, to);
        marked += token.kind === 'text' ? markedText(piece, from) : piece;
        if (token.end > end) break;
        index += 1;
      }
      await new Promise<void>((resolve) => terminal.write(marked, resolve));
      yield cellsOf(terminal, above);
    }
  } finally {
    terminal.dispose();
  }
}

function markedText(piece: string, from: number): string {
  let at = from;
  return Array.from(piece, (character) => {
    const place = at;
    at += character.length;
    // What joins the letter before it may not be parted from it.
    if (/^[\p{M}\u200B-\u200F]$/u.test(character)) return character;
    return `\u001B[38;2;${place >> 16};${(place >> 8) & 255};${place & 255}m${character}`;
  }).join('');
}

function cellsOf(terminal: Terminal, above: number): readonly (readonly Cell[])[] {
  const { active } = terminal.buffer;
  const first = Math.min(above, active.baseY);
  return Array.from({ length: active.length - first }, (_, row) => rowOf(active, first + row, terminal.cols));
}

function rowOf(buffer: IBuffer, row: number, columns: number): readonly Cell[] {
  const line = buffer.getLine(row);
  return Array.from({ length: columns }, (_, column) => {
    const cell = line?.getCell(column);
    if (cell === undefined) return { text: ' ', source: -1 };
    if (cell.getWidth() === 0) return { text: '', source: -1 };
    const text = cell.getChars();
    return text === '' ? { text: ' ', source: -1 } : { text, source: cell.isFgRGB() ? cell.getFgColor() : -1 };
  });
}
