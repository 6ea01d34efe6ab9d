import stringWidth from 'string-width';
import { fitColumns } from '../fleet-view/fit-columns.ts';
import { cutEnd } from '../render/cut.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** A column of a table that fits into any terminal. */
export interface FittedColumn<T> {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** It is cut down to the one before it is dropped, and never wider than the other. */
  readonly narrowest: number;
  readonly widest: number;
  readonly text: (item: T) => string;
  /** How a text that is too wide is cut. @default at its end */
  readonly cut?: (text: string, columns: number) => string;
  /** Where columns must go, the one with the lowest number goes first; `null` stays. */
  readonly dropped: number | null;
}

const GAP = 2;

/** A table with `lead` before each line's first cell; nothing is cut for a pipe, whose reader may search in it. */
export function fittedTable<T>(
  items: readonly T[],
  columns: readonly FittedColumn<T>[],
  { terminal, lead }: { readonly terminal: Terminal; readonly lead: (item: T) => string },
): readonly string[] {
  const { stdout, symbols } = terminal;
  const wide = Math.max(0, ...items.map((item) => stringWidth(lead(item))));
  const room = stdout.isTty ? stdout.columns() - 1 - wide : Number.POSITIVE_INFINITY;
  const widths = widthsOf(items, columns, room);
  const kept = columns.flatMap((column, at) => {
    const width = widths[at] ?? null;
    return width === null ? [] : [{ column, width }];
  });
  const [first, ...others] = kept.map(({ column: { heading, align } }) => ({ heading, align }));
  const rows = items.map((item) => {
    const [head = '', ...cells] = kept.map(({ column: { text, cut }, width }) => {
      const whole = text(item);
      if (stringWidth(whole) <= width) return whole;
      return cut?.(whole, width) ?? cutEnd(whole, width, symbols.ellipsis);
    });
    const [{ column, width } = { column: null, width: 0 }] = kept;
    return [`${lead(item)}${column?.align === 'right' ? head.padStart(width) : head}`, ...cells];
  });
  return table([{ heading: `${' '.repeat(wide)}${first?.heading ?? ''}` }, ...others], rows);
}

function widthsOf<T>(
  items: readonly T[],
  columns: readonly FittedColumn<T>[],
  room: number,
): readonly (number | null)[] {
  const isBound = Number.isFinite(room);
  const wanted = columns.map(({ heading, text, dropped, narrowest, widest }) => {
    const cells = items.map(text);
    // A column of which nothing is known only takes room.
    const empty = dropped !== null && cells.every((cell) => cell === '-');
    const whole = Math.max(stringWidth(heading), ...cells.map((cell) => stringWidth(cell)));
    return { wanted: empty ? 0 : isBound ? Math.min(widest, whole) : whole, narrowest, dropped };
  });
  return isBound ? fitColumns(wanted, room, GAP) : wanted.map(({ wanted: width }) => (width === 0 ? null : width));
}
