import type { FleetMember } from '@ccx/contracts';
import stringWidth from 'string-width';
import { cutEnd } from '../render/cut.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';
import { fitColumns } from './fit-columns.ts';
import { listColumns, type FleetLook, type ListColumn } from './list-columns.ts';
import { stateMark } from './state-words.ts';

export interface FleetRowsOptions extends FleetLook {
  readonly terminal: Terminal;
  /** Dead and unproved ones that are not shown. */
  readonly hidden: number;
  /** Living ones that were not asked for. @default 0 */
  readonly others?: number;
  /** Files that gave no session, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
}

const GAP = 2;
/** The space before a line, and the mark of the state with the one behind it. */
const LEAD = 3;

/** The table of `ccx fleet`, and below it what is not in it. */
export function fleetRows(members: readonly FleetMember[], options: FleetRowsOptions): readonly string[] {
  const { terminal, hidden, others: rest = 0, skipped } = options;
  const { stdout } = terminal;
  const notes = notesOf(hidden, skipped).map((line) => stdout.colors.dim(line));
  if (members.length === 0) return [nobody(rest), ...notes];
  const columns = listColumns(options);
  const widths = widthsOf(members, columns, stdout.isTty ? stdout.columns() - LEAD : Number.POSITIVE_INFINITY);
  const kept = columns.flatMap((column, at) => {
    const width = widths[at] ?? null;
    return width === null ? [] : [{ column, width }];
  });
  const [first, ...others] = kept.map(({ column: { heading, align } }) => ({ heading, align }));
  const rows = members.map((member) => {
    const [name = '', ...cells] = kept.map(({ column, width }) => cellOf(member, column, width, terminal));
    return [`${stateMark(member.state.is, terminal.symbols, stdout.colors)} ${name}`, ...cells];
  });
  return [...table([{ heading: `  ${first?.heading ?? ''}` }, ...others], rows), ...notes];
}

/** Nothing is cut for a pipe: a reader may search in it. */
function widthsOf(
  members: readonly FleetMember[],
  columns: readonly ListColumn[],
  room: number,
): readonly (number | null)[] {
  const wanted = columns.map(({ heading, text, dropped, narrowest, widest }) => {
    const cells = members.map(text);
    // A column of which nobody knows anything only takes room.
    const empty = dropped !== null && cells.every((cell) => cell === '-');
    const whole = Math.max(stringWidth(heading), ...cells.map((cell) => stringWidth(cell)));
    return { wanted: empty ? 0 : Number.isFinite(room) ? Math.min(widest, whole) : whole, narrowest, dropped };
  });
  return Number.isFinite(room)
    ? fitColumns(wanted, room, GAP)
    : wanted.map(({ wanted: width }) => (width === 0 ? null : width));
}

function cellOf(member: FleetMember, { text, cut }: ListColumn, width: number, { symbols }: Terminal): string {
  const whole = text(member);
  if (stringWidth(whole) <= width) return whole;
  return cut?.(member, width) ?? cutEnd(whole, width, symbols.ellipsis);
}

function nobody(others: number): string {
  if (others === 0) return ' no agent runs';
  return others === 1 ? ' no such agent runs; 1 other does' : ` no such agent runs; ${others} others do`;
}

function notesOf(hidden: number, skipped: Readonly<Record<string, number>>): readonly string[] {
  const strange = Object.entries(skipped)
    .filter(([reason]) => reason !== 'legacy')
    .map(([reason, files]) => `${files} ${reason}`);
  return [
    ...(hidden === 0 ? [] : [` ${hidden} dead or not proved: ccx fleet --all`]),
    ...(strange.length === 0 ? [] : [` files of sessions that cannot be read: ${strange.join(', ')}`]),
  ];
}
