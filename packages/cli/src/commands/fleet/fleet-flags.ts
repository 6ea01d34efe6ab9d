import { isAgentKind, CcxError, type AgentKind, type FleetMember, type FleetState } from '@ccx/contracts';
import { FLEET_STATES, type FleetSort } from '@ccx/fleet';

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

/** Those that `--all` adds: nothing can be done with them. */
const LOST: ReadonlySet<FleetState['is']> = new Set(['dead', 'unreachable']);

/**
 * Which members the flags ask for. Without `--all` the dead, the unreachable and the unproved are left out, unless they
 * are asked for by their state.
 *
 * @throws {CcxError} `invalid_argument` for a state that does not exist, or a list without a name
 */
export function memberFilter(
  { all = false, agent, profile, state }: FleetFlags,
  nameOf: (member: FleetMember) => string,
): (member: FleetMember) => boolean {
  const states = state === undefined ? null : words('--state', state).map(stateOf);
  const names = profile === undefined ? null : words('--profile', profile);
  return (member) => {
    const { is } = member.state;
    if (agent !== undefined && member.agent !== agent) return false;
    if (names !== null && !names.includes(nameOf(member))) return false;
    if (states !== null && !states.includes(is)) return false;
    return all || member.alive === true || (states !== null && LOST.has(is));
  };
}

function words(flag: string, list: string): readonly string[] {
  const named = list.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  if (named.length > 0) return named;
  throw new CcxError('invalid_argument', `${flag} names nothing.`, { hint: 'ccx fleet --help' });
}

function stateOf(word: string): FleetState['is'] {
  const state = FLEET_STATES.find((one) => one === word);
  if (state !== undefined) return state;
  const hint = isAgentKind(word) ? `ccx fleet --agent ${word}` : 'ccx fleet --help';
  throw new CcxError('invalid_argument', `--state is "${word}"; ${FLEET_STATES.join(', ')} were expected.`, { hint });
}

/**
 * Refuses a mistyped account, which would look as if nothing ran on it. One without a profile is called by its folder,
 * `claude (~/.claude-x)`, and may come any time.
 *
 * @throws {CcxError} `profile_not_found` for a name that none of the profiles has
 */
export function checkProfiles({ profile }: FleetFlags, known: readonly string[]): void {
  const names = profile === undefined ? [] : words('--profile', profile);
  const strange = names.find((name) => !known.includes(name) && !name.includes(' ('));
  if (strange === undefined) return;
  throw new CcxError('profile_not_found', `No profile is named ${JSON.stringify(strange)}.`, {
    hint: 'ccx profile list',
  });
}
