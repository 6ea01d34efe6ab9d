import type { FleetMember } from '@ccx/contracts';
import { ancestry } from './panes/ancestry.ts';
import { parentOf } from './panes/place-members.ts';
import type { ProcessView } from './processes/process-view.ts';

/** The session that has started a process, itself or by others: where an agent's own commands run. */
export function ownMember(members: readonly FleetMember[], pid: number, proc: ProcessView): FleetMember | null {
  const living = members.filter(({ alive }) => alive === true);
  for (const ancestor of ancestry(pid, (one) => parentOf(one, proc))) {
    const member = living.find(({ process }) => process.pid === ancestor);
    if (member !== undefined) return member;
  }
  return null;
}
