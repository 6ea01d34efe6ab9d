import type { FleetState } from '@ccx/contracts';

/** The states in the order in which they need the person: who waits, what hangs or works, what rests, the dead. */
const NEED: readonly FleetState['is'][] = [
  'waiting',
  'stale',
  'limited',
  'busy',
  'background',
  'shell',
  'idle',
  'unreachable',
  'dead',
];

export function needRank({ is }: Pick<FleetState, 'is'>): number {
  return NEED.indexOf(is);
}
