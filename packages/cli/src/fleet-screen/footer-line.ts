import stringWidth from 'string-width';
import { memberName } from '../fleet-view/member-name.ts';
import { printableLine } from '../render/printable.ts';
import type { Look } from './frame.ts';
import type { Notice, ScreenState } from './screen-state.ts';

/** The last line: what is being asked or written, else what became of the last wish, else the keys. */
export function footerLine({ mode, notice, filter, rows, size }: ScreenState, look: Look): string {
  const { colors } = look.terminal.stdout;
  const { columns } = size;
  const question = (text: string): string => ` ${colors.yellow(text)} y/n`;
  switch (mode.type) {
    case 'filter':
      return written(' /', filter, columns, look);
    case 'message':
      return written(` to ${memberName(mode.about)}: `, mode.text, columns, look);
    case 'send-anyway':
      return question(`${memberName(mode.about)} is neither idle nor waiting; send anyway?`);
    case 'stop':
      return question(`stop ${memberName(mode.about)}?`);
    case 'keys':
      return hints(['any key goes back'], columns, look);
    case 'list':
      if (notice !== null) return noticeLine(notice, look);
      return hints(rows.length === 0 ? EMPTY_HINTS : HINTS, columns, look);
  }
}

const HINTS = ['enter jump', 'm message', 'x stop', 'q quit', '? keys', '/ filter', 's sort', 'a all'] as const;
const EMPTY_HINTS = ['q quit', '? keys', '/ filter', 'a all'] as const;

/** As many as fit. */
function hints(words: readonly string[], columns: number, { terminal }: Look): string {
  let line = '';
  for (const word of words) {
    const longer = line === '' ? ` ${word}` : `${line}   ${word}`;
    if (stringWidth(longer) > columns) break;
    line = longer;
  }
  return terminal.stdout.colors.dim(line);
}

function noticeLine({ is, text }: Notice, { terminal }: Look): string {
  const { symbols, stdout } = terminal;
  const line = printableLine(text);
  if (is === 'failed') return ` ${stdout.colors.red(symbols.failed)} ${line}`;
  return is === 'done' ? ` ${symbols.done} ${line}` : ` ${line} ${symbols.ellipsis}`;
}

/** A line that is being written: of a long one its end is seen. */
function written(label: string, text: string, columns: number, { terminal }: Look): string {
  const { colors } = terminal.stdout;
  const cursor = colors.isColorSupported ? colors.inverse(' ') : '_';
  const start = stringWidth(label) > columns / 2 ? ' > ' : label;
  let room = columns - stringWidth(start) - 1;
  const seen: string[] = [];
  for (const { segment } of Array.from(new Intl.Segmenter().segment(text)).toReversed()) {
    room -= stringWidth(segment);
    if (room < 0) break;
    seen.unshift(segment);
  }
  return `${start}${seen.join('')}${cursor}`;
}
