import type { FleetMember, FleetState, Instant } from '@ccx/contracts';
import { clockTime } from '../render/clock-time.ts';
import { count } from '../render/count.ts';
import { printableLine } from '../render/printable.ts';
import type { Screen, Symbols } from '../render/terminal.ts';

type StateWord = FleetState['is'];

const MARKS: Readonly<Record<StateWord, keyof Symbols>> = {
  busy: 'busy',
  background: 'busy',
  shell: 'busy',
  waiting: 'waiting',
  idle: 'idle',
  limited: 'warning',
  stale: 'warning',
  unreachable: 'warning',
  dead: 'failed',
};

/** The mark of what a session does: yellow for what needs a person, red for what is lost. */
export function stateMark(is: StateWord, symbols: Symbols, colors: Screen['colors']): string {
  const mark = symbols[MARKS[is]];
  if (is === 'waiting' || is === 'stale') return colors.yellow(mark);
  return is === 'limited' || is === 'dead' ? colors.red(mark) : mark;
}

/** What a session does, in words: `waiting: permission: Bash`, `busy  2 subagents`, `limited until 03:33`. */
export function stateWords(
  { state: { is, why, until }, extras }: Pick<FleetMember, 'state' | 'extras'>,
  zone: { readonly now: Instant; readonly timeZone: string },
): string {
  if (is === 'waiting') return why === '' ? is : `waiting: ${printableLine(why)}`;
  if (is === 'limited') return until === null ? is : `limited until ${clockTime(until, zone)}`;
  const subagents = extras.subagents ?? 0;
  return subagents === 0 ? is : `${is}  ${count(subagents)} ${subagents === 1 ? 'subagent' : 'subagents'}`;
}
