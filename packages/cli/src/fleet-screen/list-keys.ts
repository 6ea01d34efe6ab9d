import { FLEET_SORTS } from '@ccx/fleet';
import { memberName } from '../fleet-view/member-name.ts';
import { layoutOf } from './layout.ts';
import type { ScreenKey, Step } from './screen-event.ts';
import { chosenAt, chosenMember, selected, settled, type ScreenState } from './screen-state.ts';

type Stepped = Step<ScreenState>;

/** A key while the list has the word. */
export function listKey(state: ScreenState, key: ScreenKey): Stepped {
  const row = rowAfter(state, key);
  if (row !== null) return plain(selected(state, row));
  if (key === 'enter') return focused(state);
  if (key !== 'escape') return plain(state);
  if (state.filter === '') return { state, effects: [{ type: 'quit' }] };
  return plain(settled({ ...state, filter: '' }));
}

/** Where a key moves the selection; `null` for one that does not. */
export function rowAfter(state: ScreenState, key: ScreenKey): number | null {
  const at = chosenAt(state);
  const page = Math.max(1, layoutOf(state.size, state.rows.length).list.lines - 1);
  const moves: Readonly<Partial<Record<ScreenKey, number>>> = {
    up: at - 1,
    down: at + 1,
    'page-up': at - page,
    'page-down': at + page,
    home: 0,
    end: state.rows.length - 1,
  };
  return moves[key] ?? null;
}

/** A letter while the list has the word, or the keys are shown: those are left by any. */
export function listLetter(state: ScreenState, letter: string): Stepped {
  if (state.mode.type === 'keys') return plain({ ...state, mode: { type: 'list' } });
  const about = chosenMember(state);
  switch (letter) {
    case 'q':
      return { state, effects: [{ type: 'quit' }] };
    case 'j':
      return listKey(state, 'down');
    case 'k':
      return listKey(state, 'up');
    case 'g':
      return listKey(state, 'home');
    case 'G':
      return listKey(state, 'end');
    case 's':
      return plain(settled({ ...state, sort: following(state.sort) }));
    case 'a':
      return plain(settled({ ...state, all: !state.all }));
    case '/':
      return plain({ ...state, mode: { type: 'filter' } });
    case '?':
      return plain({ ...state, mode: { type: 'keys' } });
    case 'f':
      return focused(state);
    case 'm':
    case 't':
      return plain(about === null ? state : { ...state, mode: { type: 'message', about, text: '' } });
    case 'x':
      return plain(about === null ? state : { ...state, mode: { type: 'stop', about } });
    default:
      return plain(state);
  }
}

function focused(state: ScreenState): Stepped {
  const member = chosenMember(state);
  if (member === null) return plain(state);
  const notice = { is: 'pending', text: `looking for the terminal of ${memberName(member)}` } as const;
  return { state: { ...state, notice }, effects: [{ type: 'focus', member }] };
}

function following(sort: ScreenState['sort']): ScreenState['sort'] {
  return FLEET_SORTS[(FLEET_SORTS.indexOf(sort) + 1) % FLEET_SORTS.length] ?? 'attention';
}

function plain(state: ScreenState): Stepped {
  return { state, effects: [] };
}
