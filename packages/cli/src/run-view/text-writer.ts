import stringWidth from 'string-width';
import { printable } from '../render/printable.ts';

const INDENT = ' ';
/** As far as a tab may reach. */
const TAB_CELLS = 8;

/** Prints text that arrives in pieces, cut anywhere: indented by one column, wrapped between words. */
export interface TextWriter {
  piece(text: string): void;
  /** Ends a begun line. */
  endLine(): void;
  /** A line is begun: something else has to end it before it writes. */
  readonly midLine: boolean;
}

/**
 * @param columns width to wrap at, asked for at each word; a longer word is left to the terminal
 */
export function createTextWriter(write: (text: string) => void, columns: () => number): TextWriter {
  let cells = 0;
  let gap = '';
  let word = '';

  const flushWord = (): void => {
    if (word === '') return;
    const width = stringWidth(word);
    const atStart = cells === 0;
    if (!atStart && cells + widthOfGap(gap) + width >= columns()) {
      write(`\n${INDENT}${word}`);
      cells = INDENT.length + width;
    } else {
      const before = atStart ? INDENT + gap : gap;
      write(before + word);
      cells += widthOfGap(before) + width;
    }
    gap = '';
    word = '';
  };
  const breakLine = (): void => {
    flushWord();
    write('\n');
    cells = 0;
    gap = '';
  };

  return {
    piece: (text) => {
      // A word may go on in the next piece, so it waits for what ends it.
      for (const [token] of printable(text).matchAll(/\n|[ \t]+|[^\s]+|\s/g)) {
        if (token === '\n') breakLine();
        else if (/^[ \t]/.test(token)) {
          flushWord();
          gap += token;
        } else word += token;
      }
    },
    endLine: () => {
      flushWord();
      if (cells > 0) breakLine();
      gap = '';
    },
    get midLine() {
      return cells > 0 || word !== '';
    },
  };
}

function widthOfGap(gap: string): number {
  const tabs = gap.split('\t').length - 1;
  return gap.length + tabs * (TAB_CELLS - 1);
}
