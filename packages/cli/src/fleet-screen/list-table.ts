import type { FleetMember } from '@ccx/contracts';
import stringWidth from 'string-width';
import { stateMark } from '../fleet-view/state-words.ts';
import { cutEnd } from '../render/cut.ts';
import { fitColumns } from '../fleet-view/fit-columns.ts';
import type { Look } from './frame.ts';
import { listColumns, type ListColumn } from '../fleet-view/list-columns.ts';
import { memberKey } from '@ccx/fleet';
import type { ScreenState } from './screen-state.ts';

const GAP = 2;
/** The sign of the selection, the mark of the state, and the spaces around the cells. */
const LEAD = 4;
const TRAIL = 1;

/** The rows that are seen, under their headings. Columns are as wide as all rows need, so that none moves in scrolling. */
export function listTable(
  state: ScreenState,
  look: Look,
  space: { readonly lines: number; readonly columns: number },
): { readonly headings: string; readonly lines: readonly string[] } {
  const { stdout, symbols } = look.terminal;
  const { colors } = stdout;
  const { rows } = state;
  if (rows.length === 0) return { headings: '', lines: [nothing(state)] };
  const columns = listColumns({
    terminal: { ...look.terminal, home: state.naming.home },
    now: look.now,
    nameOf: state.naming.nameOf,
  });
  const wanted = columns.map(({ heading, widest, text, dropped, narrowest }) => {
    const cells = rows.map((row) => stringWidth(text(row)));
    // A column of which nobody knows anything only takes room.
    const empty = dropped !== null && rows.every((row) => text(row) === '-');
    return { wanted: empty ? 0 : Math.min(widest, Math.max(stringWidth(heading), ...cells)), narrowest, dropped };
  });
  const widths = fitColumns(wanted, space.columns - LEAD - TRAIL, GAP);
  const line = (cell: (column: ListColumn, width: number) => string): string =>
    columns
      .flatMap((column, at) => {
        const width = widths[at] ?? null;
        return width === null ? [] : [pad(cell(column, width), width, column.align)];
      })
      .join(' '.repeat(GAP));
  const cellOf = (row: FleetMember, { text, cut }: ListColumn, width: number): string => {
    const whole = text(row);
    if (stringWidth(whole) <= width) return whole;
    return cut?.(row, width) ?? cutEnd(whole, width, symbols.ellipsis);
  };
  const lines = rows.slice(state.top, state.top + space.lines).map((row) => {
    const isChosen = memberKey(row) === state.chosen;
    const text = line((column, width) => cellOf(row, column, width));
    const mark = stateMark(row.state.is, symbols, colors);
    return `${isChosen ? '>' : ' '}${mark} ${isChosen ? colors.inverse(` ${text} `) : ` ${text}`}`;
  });
  return { headings: `${' '.repeat(LEAD)}${colors.dim(line(({ heading }) => heading))}`, lines };
}

/** Why there is no row. */
function nothing({ members, filter, all }: ScreenState): string {
  if (members === null) return '';
  if (filter !== '') return ' nothing matches; Esc clears the filter';
  return all ? ' no agent was found' : ' no agent runs; a shows dead ones too';
}

function pad(cell: string, width: number, align: ListColumn['align']): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return align === 'right' ? space + cell : cell + space;
}
