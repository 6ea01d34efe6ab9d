import { drawn, type Row } from './rows.ts';

/** A terminal that can be written to. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/** Paints rows over the ones painted before, on the main screen, as the CLI does without the full-screen renderer. */
export class Painter {
  #terminal: Terminal;
  #painted = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  paint(rows: readonly Row[]): void {
    const { rows: height } = this.#terminal;
    // What has scrolled off cannot be reached by moving up: begin anew.
    const home = this.#painted > height || rows.length > height ? '\u001B[H\u001B[J' : '';
    const back = this.#painted === 0 ? '' : `\r${this.#painted > 1 ? `\u001B[${this.#painted - 1}A` : ''}`;
    // Blanks are jumped over, so what stood there has to go first.
    const text = rows.map((next) => `\u001B[2K${drawn(next)}`).join('\r\n');
    this.#terminal.write(`${home === '' ? back : home}${text}\u001B[J`);
    this.#painted = rows.length;
  }

  /** Leaves what is painted and goes below it. */
  leave(): void {
    this.#terminal.write('\r\n');
    this.#painted = 0;
  }
}
