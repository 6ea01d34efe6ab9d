import type { Key } from 'ink';
import type { ScreenEvent, ScreenKey } from './screen-event.ts';

const NAMED: readonly (readonly [is: keyof Key, key: ScreenKey])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  // Most terminals send for Backspace what others send for Delete.
  ['delete', 'backspace'],
];

const WITH_CONTROL: Readonly<Record<string, ScreenKey>> = {
  c: 'interrupt',
  z: 'suspend',
  n: 'down',
  p: 'up',
  h: 'backspace',
  u: 'clear-line',
  w: 'clear-word',
};

/** Characters that are keys also where they come among others. */
const CHARACTERS: Readonly<Record<string, ScreenKey>> = {
  '\u0003': 'interrupt',
  '\b': 'backspace',
  '\u007f': 'backspace',
  '\u0015': 'clear-line',
  '\u0017': 'clear-word',
};

/** What ink's key means here. On a busy machine it is many keys at once, of which ink tells as one text. */
export function screenEvents(input: string, key: Key): readonly ScreenEvent[] {
  const named = NAMED.find(([is]) => key[is] === true)?.[1];
  if (named !== undefined) return [{ type: 'key', key: named }];
  if (key.ctrl) {
    const control = WITH_CONTROL[input];
    return control === undefined ? [] : [{ type: 'key', key: control }];
  }
  return key.meta || key.tab ? [] : eventsOf(input);
}

function eventsOf(input: string): readonly ScreenEvent[] {
  // Only the last line break is the Enter of a person: text that a terminal pastes as if it were typed has more.
  const ends = /[\r\n]$/.test(input);
  const pieces = (ends ? input.slice(0, -1) : input).split(/([\u0003\b\u007f\u0015\u0017])/);
  const events = pieces.flatMap((piece): readonly ScreenEvent[] => {
    const key = CHARACTERS[piece];
    if (key !== undefined) return [{ type: 'key', key }];
    return piece === '' ? [] : [{ type: 'typed', text: piece }];
  });
  return ends ? [...events, { type: 'key', key: 'enter' }] : events;
}
