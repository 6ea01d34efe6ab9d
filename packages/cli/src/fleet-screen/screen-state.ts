import type { FleetMember } from '@ccx/contracts';
import type { FleetSort, SessionMessage } from '@ccx/fleet';
import { layoutOf, type Size } from './layout.ts';
import { memberKey } from '@ccx/fleet';
import { rowsShown, type Choice, type Naming } from './rows-shown.ts';

/** What the keys mean now. A prompt is about the process for which it was opened, wherever the selection goes. */
export type Mode =
  | { readonly type: 'list' }
  | { readonly type: 'keys' }
  | { readonly type: 'filter' }
  | { readonly type: 'message'; readonly about: FleetMember; readonly text: string }
  | { readonly type: 'send-anyway'; readonly about: FleetMember; readonly text: string }
  | { readonly type: 'stop'; readonly about: FleetMember };

/** What became of the last thing that was asked for. */
export interface Notice {
  readonly is: 'pending' | 'done' | 'failed';
  readonly text: string;
}

export interface ScreenState {
  readonly naming: Naming;
  readonly size: Size;
  /** As they were last found; `null` before the first look. */
  readonly members: readonly FleetMember[] | null;
  readonly sort: FleetSort;
  readonly all: boolean;
  readonly filter: string;
  /** Those of `members` that are shown, in their order. */
  readonly rows: readonly FleetMember[];
  /** {@link memberKey} of the selected row; `null` where there is none. */
  readonly chosen: string | null;
  /** The first row that is seen. */
  readonly top: number;
  readonly mode: Mode;
  readonly notice: Notice | null;
  /** What was said last in the session `of` this key. */
  readonly messages: { readonly of: string; readonly said: readonly SessionMessage[] } | null;
}

export function firstState(
  naming: Naming,
  size: Size,
  chosen: Partial<Pick<Choice, 'sort' | 'all'>> = {},
): ScreenState {
  return {
    naming,
    size,
    members: null,
    sort: chosen.sort ?? 'attention',
    all: chosen.all ?? false,
    filter: '',
    rows: [],
    chosen: null,
    top: 0,
    mode: { type: 'list' },
    notice: null,
    messages: null,
  };
}

/**
 * The state with its rows found anew. The selection stays on its process; where that is not shown any more, it goes to
 * the row that took its place. It is always in sight.
 */
export function settled(state: ScreenState): ScreenState {
  const rows = rowsShown(state.members ?? [], state, state.naming);
  const kept = rows.findIndex((row) => memberKey(row) === state.chosen);
  return selected({ ...state, rows }, kept < 0 ? chosenAt(state) : kept);
}

/** The state with the selection at `row`, or as near to it as there are rows. */
export function selected(state: ScreenState, row: number): ScreenState {
  const { rows, size } = state;
  const at = Math.max(0, Math.min(row, rows.length - 1));
  const { lines } = layoutOf(size, rows.length).list;
  const lowest = Math.max(0, rows.length - lines);
  const top = Math.min(lowest, Math.max(at - lines + 1, Math.min(state.top, at)));
  const member = rows[at];
  return { ...state, top, chosen: member === undefined ? null : memberKey(member) };
}

/** Where the selection stands; 0 without rows. */
export function chosenAt({ rows, chosen }: ScreenState): number {
  return Math.max(
    0,
    rows.findIndex((row) => memberKey(row) === chosen),
  );
}

export function chosenMember({ rows, chosen }: ScreenState): FleetMember | null {
  return rows.find((row) => memberKey(row) === chosen) ?? null;
}
