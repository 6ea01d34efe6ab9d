import { homedir } from 'node:os';
import { CcxError, type FleetMember } from '@ccx/contracts';
import type { Fleet } from '@ccx/fleet';
import { composeFleet } from '../../compose/fleet.ts';
import { memberName } from '../../fleet-view/member-name.ts';
import { accountName } from '../../render/account-name.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';

/** The fleet of this machine, and what a person calls the accounts on which it runs. */
export interface OpenFleet {
  readonly fleet: Fleet;
  readonly nameOf: (member: FleetMember) => string;
  /** The names of the profiles. */
  readonly profiles: readonly string[];
}

export async function openFleet({ home }: Pick<Terminal, 'home'>): Promise<OpenFleet> {
  const { fleet, profiles } = await composeFleet(process.env, home ?? homedir());
  const names = new Map(profiles.map(({ id, name }) => [id, name]));
  return {
    fleet,
    profiles: [...names.values()],
    nameOf: ({ account, agent }) =>
      account === null ? `${agent} (unknown)` : (names.get(account.id) ?? accountName(account, home)),
  };
}

/**
 * The one member that a person names; `self` is the session in which this command runs.
 *
 * @throws {CcxError} `not_found`; `invalid_argument` with all that the word could mean
 */
export async function namedMember(fleet: Fleet, word: string): Promise<FleetMember> {
  if (word === 'self') {
    const own = await fleet.self();
    if (own !== null) return own;
    throw new CcxError('not_found', 'This command does not run in a session of an agent.', { hint: 'ccx fleet' });
  }
  const [{ findMember }, { members }] = await Promise.all([import('@ccx/fleet'), fleet.list()]);
  const found = findMember(members, word);
  if (found.is === 'found') return found.member;
  if (found.is === 'none') {
    throw new CcxError('not_found', `No session is called "${printableLine(word)}".`, { hint: 'ccx fleet --all' });
  }
  const lines = found.members.map(
    (one) => `${one.process.pid}  ${memberName(one)}  ${one.state.is}  ${printableLine(one.cwd ?? '-')}`,
  );
  throw new CcxError(
    'invalid_argument',
    `"${printableLine(word)}" could be one of ${lines.length}; name it by its pid.`,
    {
      hint: lines.join('\n   '),
    },
  );
}
