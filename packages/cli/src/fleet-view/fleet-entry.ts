import type { FleetMember } from '@ccx/contracts';

/** A member as `ccx fleet --json` prints it: with the name of its account, which only ccx knows. */
export interface FleetEntry extends FleetMember {
  readonly profile: string;
}

export function fleetEntry(member: FleetMember, nameOf: (member: FleetMember) => string): FleetEntry {
  return { profile: nameOf(member), ...member };
}
