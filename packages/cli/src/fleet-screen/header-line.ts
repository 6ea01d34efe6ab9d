import type { FleetMember, FleetState } from '@ccx/contracts';
import stringWidth from 'string-width';
import { cutEnd } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import type { Look } from './frame.ts';
import { listed } from './rows-shown.ts';
import type { ScreenState } from './screen-state.ts';

/** How many there are and what they do; on the right how they are chosen and ordered. */
export function headerLine({ members, all, filter, sort, size }: ScreenState, { terminal }: Look): string {
  const { stdout, symbols } = terminal;
  if (members === null) return ' looking for agents';
  const counts = fleetCounts(listed(members, all), stdout.colors.yellow).join('   ');
  const choice = [
    ...(filter === '' ? [] : [`/${cutEnd(printableLine(filter), 20, symbols.ellipsis)}`]),
    ...(all ? ['dead ones too'] : []),
    `by ${sort}`,
  ].join('   ');
  const space = size.columns - stringWidth(counts) - stringWidth(choice) - 2;
  if (space < 3) return ` ${counts}`;
  return ` ${counts}${' '.repeat(space)}${stdout.colors.dim(choice)}`;
}

/** `4 agents`, `1 waits for you`, `2 busy`, `1 idle`: only what there is. */
function fleetCounts(
  members: readonly FleetMember[],
  emphasis: (text: string) => string,
): readonly [string, ...string[]] {
  const count = (...states: readonly FleetState['is'][]): number =>
    members.filter(({ state }) => states.includes(state.is)).length;
  const waiting = count('waiting');
  const busy = count('busy', 'background', 'shell');
  const others = (['idle', 'limited', 'stale', 'unreachable', 'dead'] as const).flatMap((is) =>
    count(is) === 0 ? [] : [`${count(is)} ${is}`],
  );
  return [
    `${members.length} ${members.length === 1 ? 'agent' : 'agents'}`,
    ...(waiting === 0 ? [] : [emphasis(`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you`)]),
    ...(busy === 0 ? [] : [`${busy} busy`]),
    ...others,
  ];
}
