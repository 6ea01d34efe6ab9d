import type { FleetMember, FleetState } from '@ccx/contracts';

/** What became different between two looks at the fleet. */
export interface FleetChange {
  /** `gone`: it is not listed any more, because it ended and left nothing behind. */
  readonly type: 'appeared' | 'changed' | 'gone';
  /** As it is now; of one that is gone, as it was. */
  readonly member: FleetMember;
  /** What it did before; `null` where it appeared. */
  readonly before: FleetState['is'] | null;
}

/** The members of `after` against those of `before`, each compared by its process. */
export function fleetChanges(before: readonly FleetMember[], after: readonly FleetMember[]): readonly FleetChange[] {
  const old = new Map(before.map((member) => [memberKey(member), member]));
  const changes: FleetChange[] = [];
  for (const member of after) {
    const known = old.get(memberKey(member));
    old.delete(memberKey(member));
    if (known === undefined) changes.push({ type: 'appeared', member, before: null });
    else if (essence(known) !== essence(member)) changes.push({ type: 'changed', member, before: known.state.is });
  }
  for (const member of old.values()) changes.push({ type: 'gone', member, before: member.state.is });
  return changes;
}

/** One process, whatever becomes of it. */
export function memberKey({ process: { pid, startedAt, domain } }: FleetMember): string {
  return `${domain} ${pid} ${startedAt}`;
}

/** All that counts as a change: not the load of its processes, nor the evidence that does not decide. */
function essence({ extras, state, ...member }: FleetMember): string {
  const { cpuPercent: _cpu, memoryBytes: _memory, headroom: _headroom, ...columns } = extras;
  const { others: _others, observedAt: _observedAt, ...decided } = state;
  return JSON.stringify([member, decided, columns]);
}
