import type { Instant } from '@ccx/contracts';
import { cutEnd } from '../render/cut.ts';
import type { Terminal } from '../render/terminal.ts';
import { beside } from './beside.ts';
import { detailLines } from './detail-lines.ts';
import { footerLine } from './footer-line.ts';
import { headerLine } from './header-line.ts';
import { keyLines } from './key-lines.ts';
import { layoutOf, type Layout } from './layout.ts';
import { listTable } from './list-table.ts';
import { chosenMember, type ScreenState } from './screen-state.ts';

/** What the lines are made with. */
export interface Look {
  readonly terminal: Terminal;
  readonly now: Instant;
}

/** The screen as lines, none wider than the terminal and one fewer than it has rows. */
export function frame(state: ScreenState, look: Look): readonly string[] {
  const { columns, rows } = state.size;
  const layout = layoutOf(state.size, state.rows.length);
  const main = state.mode.type === 'keys' ? keyLines(look.terminal) : bodyLines(state, look, layout);
  const around = [layout.header, layout.airy, layout.footer].filter(Boolean).length;
  const lines = [
    ...(layout.header ? [headerLine(state, look)] : []),
    ...(layout.airy ? [''] : []),
    ...filledTo(main, Math.max(1, rows - 1) - around),
    ...(layout.footer ? [footerLine(state, look)] : []),
  ];
  const { ellipsis } = look.terminal.symbols;
  return lines.map((line) => cutEnd(line, columns, ellipsis.length > columns ? '' : ellipsis));
}

/** The list, and what is known of the chosen one. */
function bodyLines(state: ScreenState, look: Look, { list, headings, details }: Layout): readonly string[] {
  const table = listTable(state, look, list);
  const rows = [...(headings ? [table.headings] : []), ...filledTo(table.lines, list.lines)];
  const member = chosenMember(state);
  if (details === null || member === null) return rows;
  const about = detailLines(member, state, look, details);
  return details.beside ? beside(rows, ['', ...about], list.columns) : [...rows, '', ...about];
}

/** Exactly `count` lines. */
function filledTo(lines: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => lines[at] ?? '');
}
