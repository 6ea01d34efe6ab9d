import type { Env, FleetMember } from '@ccx/contracts';
import type { Offer } from '../../complete/values.ts';
import { composeFleet } from '../../compose/fleet.ts';
import { memberName } from '../../fleet-view/member-name.ts';

/** The sessions that live, for who completes a command line. */
export async function sessionOffers(env: Env, home: string): Promise<readonly Offer[]> {
  const { fleet } = await composeFleet(env, home);
  return offersOf((await fleet.list()).members);
}

/**
 * A session by its name where nobody else has it, else by its pid: shells break words at blanks and colons, so a name
 * with anything but letters, digits and a few signs is none that could be typed. A number would be taken for a pid.
 */
export function offersOf(members: readonly FleetMember[]): readonly Offer[] {
  const living = members.filter(({ alive }) => alive === true);
  const names = living.map(({ name }) => name?.toLowerCase());
  return living.map((member) => {
    const { name, state, process } = member;
    const isTypable = name !== null && /^(?!\d+$)[\p{L}\p{N}][\p{L}\p{N}._@/-]*$/u.test(name);
    const isOnly = names.filter((one) => one === name?.toLowerCase()).length === 1;
    const value = isTypable && isOnly ? name : String(process.pid);
    return { value, description: value === name ? state.is : `${memberName(member)}, ${state.is}` };
  });
}
