import { isAgentKind, CcxError, type AgentKind, type FleetMember, type FleetState } from '@ccx/contracts';
import type { FleetSort } from '@ccx/fleet';

/** What stands behind `ccx fleet`. */
export interface FleetFlags {
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly watch?: boolean;
  readonly notify?: string;
  readonly all?: boolean;
  readonly profile?: string;
  readonly agent?: AgentKind;
  readonly state?: string;
  readonly sort?: FleetSort;
}

/** All states, in the order in which they need the person. */
const FLEET_STATES: readonly FleetState['is'][] = [
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

/** Those that `--all` adds: nothing can be done with them. */
const LOST: ReadonlySet<FleetState['is']> = new Set(['dead', 'unreachable']);

/**
 * Which members the flags ask for. Without `--all` the dead, the unreachable and the unproved are left out, unless they
 * are asked for by their state.
 *
 * @throws {CcxError} `invalid_argument` for a state that does not exist
 */
export function memberFilter(
  { all = false, agent, profile, state }: FleetFlags,
  nameOf: (member: FleetMember) => string,
): (member: FleetMember) => boolean {
  const states = state === undefined ? null : words(state).map(stateOf);
  const names = profile === undefined ? null : words(profile);
  return (member) => {
    const { is } = member.state;
    if (agent !== undefined && member.agent !== agent) return false;
    if (names !== null && !names.includes(nameOf(member))) return false;
    if (states !== null && !states.includes(is)) return false;
    return all || member.alive === true || (states !== null && LOST.has(is));
  };
}

function words(list: string): readonly string[] {
  return list.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
}

function stateOf(word: string): FleetState['is'] {
  const state = FLEET_STATES.find((one) => one === word);
  if (state !== undefined) return state;
  const hint = isAgentKind(word) ? `ccx fleet --agent ${word}` : 'ccx fleet --help';
  throw new CcxError('invalid_argument', `--state is "${word}"; ${FLEET_STATES.join(', ')} were expected.`, { hint });
}
