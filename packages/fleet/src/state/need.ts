import type { FleetState } from '@ccx/contracts';

/** All states, in the order in which they need the person: who waits, what hangs or works, what rests, the dead. */
export const FLEET_STATES: readonly FleetState['is'][] = [
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
  return FLEET_STATES.indexOf(is);
}
