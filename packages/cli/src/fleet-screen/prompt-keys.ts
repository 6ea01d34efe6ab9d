import type { FleetMember } from '@ccx/contracts';
import { memberName } from '../fleet-view/member-name.ts';
import { printable, printableLine } from '../render/printable.ts';
import { rowAfter } from './list-keys.ts';
import { memberKey } from '@ccx/fleet';
import type { ScreenEffect, ScreenKey, Step } from './screen-event.ts';
import { selected, settled, type ScreenState } from './screen-state.ts';

type Stepped = Step<ScreenState>;

/** Room for a long thought, not for a file that was pasted. */
const LONGEST_TEXT = 4000;
const LIST = { type: 'list' } as const;

/** Text for the line that is being written. */
export function typedText(state: ScreenState, text: string): ScreenState {
  const line = printable(text).replace(/\s/g, ' ');
  const { mode } = state;
  if (mode.type === 'filter') return settled({ ...state, filter: added(state.filter, line) });
  return mode.type === 'message' ? { ...state, mode: { ...mode, text: added(mode.text, line) } } : state;
}

/** A key while a line is being written. */
export function editKey(state: ScreenState, key: ScreenKey): Stepped {
  const { mode } = state;
  if (mode.type === 'filter') {
    if (key === 'enter') return plain({ ...state, mode: LIST });
    if (key === 'escape') return plain(settled({ ...state, filter: '', mode: LIST }));
    const row = rowAfter(state, key);
    return plain(row === null ? settled({ ...state, filter: edited(state.filter, key) }) : selected(state, row));
  }
  if (mode.type !== 'message') return plain(state);
  if (key === 'escape') return plain({ ...state, mode: LIST });
  if (key !== 'enter') return plain({ ...state, mode: { ...mode, text: edited(mode.text, key) } });
  const text = printableLine(mode.text);
  if (text === '') return plain({ ...state, mode: LIST });
  const member = asItIsNow(state, mode.about);
  if (member === null) return gone(state, mode.about);
  const is = member.state.is;
  if (is === 'idle' || is === 'waiting') return sent(state, member, text, false);
  return plain({ ...state, mode: { type: 'send-anyway', about: member, text } });
}

/** A letter where a question stands: only a `y` means yes. */
export function answered(state: ScreenState, letter: string): Stepped {
  const { mode } = state;
  if (mode.type !== 'stop' && mode.type !== 'send-anyway') return plain(state);
  if (letter.toLowerCase() !== 'y') return plain({ ...state, mode: LIST });
  const member = asItIsNow(state, mode.about);
  if (member === null) return gone(state, mode.about);
  if (mode.type === 'send-anyway') return sent(state, member, mode.text, true);
  return underWay(state, `stopping ${memberName(member)}`, { type: 'stop', member });
}

function sent(state: ScreenState, member: FleetMember, text: string, force: boolean): Stepped {
  return underWay(state, `sending to ${memberName(member)}`, { type: 'send', member, text, force });
}

function underWay(state: ScreenState, text: string, effect: ScreenEffect): Stepped {
  return { state: { ...state, mode: LIST, notice: { is: 'pending', text } }, effects: [effect] };
}

function gone(state: ScreenState, about: FleetMember): Stepped {
  return plain({ ...state, mode: LIST, notice: { is: 'failed', text: `${memberName(about)} has ended meanwhile` } });
}

/** The same process after all that has happened since the question. */
function asItIsNow({ members }: ScreenState, about: FleetMember): FleetMember | null {
  return members?.find((member) => memberKey(member) === memberKey(about)) ?? null;
}

function added(text: string, more: string): string {
  return (text + more).slice(0, LONGEST_TEXT);
}

function edited(text: string, key: ScreenKey): string {
  if (key === 'clear-line') return '';
  if (key === 'clear-word') return text.replace(/\S*\s*$/, '');
  if (key !== 'backspace') return text;
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
    .slice(0, -1)
    .join('');
}

function plain(state: ScreenState): Stepped {
  return { state, effects: [] };
}
