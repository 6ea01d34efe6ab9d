import stringWidth from 'string-width';
import { fitColumns } from '../fleet-view/fit-columns.ts';
import { cutEnd } from '../render/cut.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** A column of a table that fits into any terminal. */
export interface FittedColumn<T> {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** It is cut down to the one where no other column can be dropped for it any more, and never wider than the other. */
  readonly narrowest: number;
  readonly widest: number;
  /** Columns that can be dropped are, before this one is cut below it. @default as narrow as can be */
  readonly readable?: number;
  /** Longer than this it is cut for a pipe too. @default never */
  readonly longest?: number;
  readonly text: (item: T) => string;
  /** How a text that is too wide is cut. @default at its end */
  readonly cut?: (text: string, columns: number) => string;
  /** Where columns must go, the one with the lowest number goes first; `null` stays. */
  readonly dropped: number | null;
}

const GAP = 2;

/**
 * A table with `lead` before each line's first cell. For a pipe, whose reader may search in it, nothing is cut but words
 * without end.
 */
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
    const [head = '', ...cells] = kept.map(({ column: { text, cut, longest = Infinity }, width: fitting }) => {
      const whole = text(item);
      const width = Math.min(fitting, longest);
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
  const wanted = columns.map(({ heading, text, dropped, narrowest, widest, readable = narrowest }) => {
    const cells = items.map(text);
    // A column of which nothing is known only takes room.
    const empty = dropped !== null && cells.every((cell) => cell === '-');
    const whole = Math.max(stringWidth(heading), ...cells.map((cell) => stringWidth(cell)));
    return {
      wanted: empty ? 0 : isBound ? Math.min(widest, whole) : whole,
      narrowest: readable,
      least: narrowest,
      dropped,
    };
  });
  if (!isBound) return wanted.map(({ wanted: width }) => (width === 0 ? null : width));
  const widths = fitColumns(wanted, room, GAP);
  const kept = widths.filter((width) => width !== null);
  if (kept.reduce((sum, width) => sum + width + GAP, -GAP) <= room) return widths;
  const left = wanted.map((column, at) => {
    const { least: narrowest, wanted: whole } = column;
    return { ...column, narrowest, wanted: widths[at] === null ? 0 : whole };
  });
  // Where dropping was not enough, what is left is cut.
  return fitColumns(left, room, GAP);
}
