import type { FleetMember, Instant } from '@ccx/contracts';
import { contextWords, placeCell, placeWords, sinceWords } from './fleet-cells.ts';
import { memberName } from './member-name.ts';
import { stateWords } from './state-words.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';

/** A column of the list. */
export interface ListColumn {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** It is cut down to the one before it is dropped, and never wider than the other. */
  readonly narrowest: number;
  readonly widest: number;
  readonly text: (member: FleetMember) => string;
  /** How a text that is too wide is cut. @default at its end */
  readonly cut?: (member: FleetMember, columns: number) => string;
  /** Where columns must go, the one with the lowest number goes first; `null` stays. */
  readonly dropped: number | null;
}

/** What the cells are made with. */
export interface FleetLook {
  readonly terminal: Pick<Terminal, 'timeZone' | 'symbols' | 'home'>;
  readonly now: Instant;
  /** What the person calls the account of a member. */
  readonly nameOf: (member: FleetMember) => string;
}

/** The columns of a fleet, in the order in which they stand. */
export function listColumns({ terminal, now, nameOf }: FleetLook): readonly ListColumn[] {
  const { timeZone, symbols, home } = terminal;
  return [
    column('name', { narrowest: 10, widest: 24, text: memberName, dropped: null }),
    column('state', {
      narrowest: 14,
      widest: 36,
      text: (member) => stateWords(member, { now, timeZone }),
      dropped: null,
    }),
    column('account', { narrowest: 6, widest: 18, text: (member) => printableLine(nameOf(member)), dropped: 4 }),
    column('where', {
      narrowest: 16,
      widest: 48,
      text: (member) => placeWords(member, home),
      cut: (member, columns) => placeCell(member, { home, columns, ellipsis: symbols.ellipsis }),
      dropped: 5,
    }),
    column('model', {
      narrowest: 12,
      widest: 24,
      text: ({ extras }) => printableLine(extras.model ?? '-'),
      dropped: 1,
    }),
    number('ctx', ({ contextPercent }) => contextWords(contextPercent), 3),
    number('cost', ({ extras }) => money(extras.costUsd ?? null), 2),
    number('since', ({ state }) => sinceWords(state.since, now), 6),
  ];
}

function column(heading: string, rest: Omit<ListColumn, 'heading' | 'align'>): ListColumn {
  return { heading, align: 'left', ...rest };
}

/** Numbers are never cut. */
function number(heading: string, text: ListColumn['text'], dropped: number): ListColumn {
  return { heading, align: 'right', narrowest: 12, widest: 12, text, dropped };
}
