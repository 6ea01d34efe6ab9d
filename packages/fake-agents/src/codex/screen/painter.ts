import type { Terminal } from '../../claude/screen/painter.ts';

/** Paints whole screens over each other; only rows that changed are drawn. */
export class Painter {
  #terminal: Terminal;
  #painted: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `rows` from the top; the cursor is left behind the text of row `cursor`. */
  paint(rows: readonly string[], cursor: number): void {
    const changed = rows.flatMap((text, index) => (text === this.#painted[index] ? [] : [drawn(text, index + 1)]));
    const gone = rows.length < this.#painted.length ? `\u001B[${rows.length + 1};1H\u001B[J` : '';
    const column = Array.from(rows[cursor] ?? '').length + 1;
    const at = `\u001B[${cursor + 1};${column}H`;
    this.#terminal.write(`\u001B[?2026h\u001B[?25l${changed.join('')}${gone}${at}\u001B[?25h\u001B[?2026l`);
    this.#painted = rows;
  }

  /** Forgets what was painted, as after a change of the terminal's size. */
  forget(): void {
    this.#terminal.write('\u001B[1;1H\u001B[J');
    this.#painted = [];
  }
}

/**
 * A row as the CLI draws it: words are put at their places, single blanks between them are never printed. Whoever strips
 * the escapes instead of drawing them loses the blanks.
 */
function drawn(text: string, row: number): string {
  let out = `\u001B[${row};1H\u001B[K`;
  let column = 0;
  for (const word of text.split(/( +)/)) {
    const length = Array.from(word).length;
    if (!word.startsWith(' ') && length > 0) out += `${column === 0 ? '' : `\u001B[${row};${column + 1}H`}${word}`;
    column += length;
  }
  return out;
}
