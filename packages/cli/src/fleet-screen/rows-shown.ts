import type { FleetMember } from '@ccx/contracts';
import { orderFleet, type FleetSort } from '@ccx/fleet';
import { placeWords } from '../fleet-view/fleet-cells.ts';
import { memberName } from '../fleet-view/member-name.ts';

/** What a row is found by beside what the member itself says. */
export interface Naming {
  /** What the person calls its account. */
  readonly nameOf: (member: FleetMember) => string;
  readonly home: string | null;
}

export interface Choice {
  readonly sort: FleetSort;
  /** Dead ones too, and those of which nothing is proved. */
  readonly all: boolean;
  /** Words, each of which must be somewhere in the row. */
  readonly filter: string;
}

/** The members that are shown, in their order. */
export function rowsShown(members: readonly FleetMember[], choice: Choice, naming: Naming): readonly FleetMember[] {
  const words = choice.filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matches = (member: FleetMember): boolean => {
    if (words.length === 0) return true;
    const text = searchable(member, naming);
    return words.every((word) => text.includes(word));
  };
  return orderFleet(listed(members, choice.all).filter(matches), choice.sort);
}

/** Those that live, unless all are wanted. */
export function listed(members: readonly FleetMember[], all: boolean): readonly FleetMember[] {
  return members.filter(({ alive }) => all || alive === true);
}

function searchable(member: FleetMember, { nameOf, home }: Naming): string {
  const { agent, state } = member;
  return [memberName(member), placeWords(member, home), nameOf(member), state.is, state.why, agent]
    .join('\n')
    .toLowerCase();
}
