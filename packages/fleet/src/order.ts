import type { FleetMember } from '@ccx/contracts';
import { needRank } from './state/need.ts';

/** How a fleet can be ordered. */
export type FleetSort = 'attention' | 'status' | 'name' | 'account' | 'started' | 'context' | 'cost';

type Compare = (a: FleetMember, b: FleetMember) => number;

/** The order of the fleet lister that came before; all other words of a vendor after these. */
const STATUS: readonly string[] = ['idle', 'waiting', 'busy'];

const byProcess: Compare = (a, b) =>
  text(a.startedAt, b.startedAt) ||
  a.process.pid - b.process.pid ||
  text(a.process.startedAt, b.process.startedAt) ||
  text(a.process.domain, b.process.domain);

/** Those that wait for the person first, the longest wait at the top; then what works, then what rests, then the dead. */
export const attention: Compare = (a, b) =>
  needRank(a.state) - needRank(b.state) || text(a.state.since, b.state.since) || byProcess(a, b);

const ORDERS: Readonly<Record<FleetSort, Compare>> = {
  attention,
  status: (a, b) => statusRank(a) - statusRank(b) || newest(a.updatedAt, b.updatedAt) || byProcess(a, b),
  name: (a, b) => text(a.name ?? a.rename, b.name ?? b.rename) || byProcess(a, b),
  account: (a, b) => text(a.account?.id ?? null, b.account?.id ?? null) || attention(a, b),
  started: (a, b) => newest(a.startedAt, b.startedAt) || byProcess(a, b),
  context: (a, b) => number(b.contextPercent, a.contextPercent) || byProcess(a, b),
  cost: (a, b) => number(b.extras.costUsd, a.extras.costUsd) || byProcess(a, b),
};

export const FLEET_SORTS: readonly FleetSort[] = [
  'attention',
  'status',
  'name',
  'account',
  'started',
  'context',
  'cost',
];

/** A total order: the same members come in the same order, whatever order they were found in. */
export function orderFleet(members: readonly FleetMember[], sort: FleetSort = 'attention'): readonly FleetMember[] {
  return members.toSorted(ORDERS[sort]);
}

function statusRank({ status }: FleetMember): number {
  const rank = STATUS.indexOf(status ?? '');
  return rank < 0 ? STATUS.length : rank;
}

/** What is unknown comes last, here and below. */
function text(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function newest(a: string | null, b: string | null): number {
  return a === null || b === null ? text(a, b) : text(b, a);
}

function number(a: number | null | undefined, b: number | null | undefined): number {
  return (a ?? -1) - (b ?? -1);
}
