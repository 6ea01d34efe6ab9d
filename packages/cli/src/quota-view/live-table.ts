import type { Screen } from '../render/terminal.ts';

/** A block of lines that can be replaced where it stands. */
export interface LiveTable {
  show(lines: readonly string[]): void;
}

/**
 * On a terminal each `show` takes the place of the one before; what has more lines than the terminal would have
 * scrolled away, so it is written below instead.
 */
export function createLiveTable({ isTty, rows, write }: Pick<Screen, 'isTty' | 'rows' | 'write'>): LiveTable {
  let height = 0;
  let shown = '';
  return {
    show: (lines) => {
      const text = lines.map((line) => `${line}\n`).join('');
      if (text === shown) return;
      const replaceable = isTty && height > 0 && height < rows();
      write(`${replaceable ? `\u001b[${height}A\u001b[0J` : ''}${text}`);
      height = lines.length;
      shown = text;
    },
  };
}
