import { printable } from '../render/printable.ts';

/**
 * Prints text that arrives in pieces, indented by one column. Pieces may end anywhere, so whether the next one begins
 * a line is remembered here.
 */
export interface TextWriter {
  piece(text: string): void;
  /** Ends a begun line. */
  endLine(): void;
  readonly midLine: boolean;
}

export function createTextWriter(write: (text: string) => void): TextWriter {
  let midLine = false;
  return {
    piece: (text) => {
      const clean = printable(text);
      if (clean === '') return;
      const indented = clean.replace(/\n(?=[^\n])/g, '\n ');
      write(midLine || clean.startsWith('\n') ? indented : ` ${indented}`);
      midLine = !clean.endsWith('\n');
    },
    endLine: () => {
      if (midLine) write('\n');
      midLine = false;
    },
    get midLine() {
      return midLine;
    },
  };
}
