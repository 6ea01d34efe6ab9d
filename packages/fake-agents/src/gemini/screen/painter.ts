/** A terminal that can be written to. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

const UP = '\u001B[1A\u001B[2K';

/**
 * Draws on the main screen as the CLI's library does: what is said stays above and scrolls away, below it a part that is
 * erased row by row and drawn anew.
 */
export class Painter {
  #terminal: Terminal;
  #said: string[] = [];
  #height = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `said` goes above for good. */
  paint(rows: readonly string[], said: readonly string[] = []): void {
    this.#said.push(...said);
    // What has scrolled off cannot be erased: everything is drawn anew.
    const tooHigh = this.#height >= this.#terminal.rows;
    const back = tooHigh ? '\u001B[2J\u001B[3J\u001B[H' : `\u001B[2K${UP.repeat(this.#height)}\u001B[G`;
    const text = [...(tooHigh ? this.#said : said), ...rows].map((row) => `${row}\r\n`).join('');
    this.#terminal.write(back + text);
    this.#height = rows.length;
  }
}
