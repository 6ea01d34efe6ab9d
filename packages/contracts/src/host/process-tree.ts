import type { ProcessId } from '../process.ts';
import type { ProcessRow } from './process-table.ts';

/** The members of one tree over several readings of the process table. */
export interface ProcessTree {
  /** Takes in one reading and returns the members that live. `carriers` is null where no marker was given. */
  grow(rows: readonly ProcessRow[], carriers: ReadonlySet<number> | null): readonly ProcessRow[];
  /**
   * The groups of the last reading that hold members only, with the member that leads or led each if it was ever seen:
   * one signal reaches all of such a group between two forks.
   */
  wholeGroups(): ReadonlyMap<number, ProcessRow | null>;
}

/** This process and all that it descends from, pid 1 included: they are never part of a tree. */
export function protectedPids(rows: readonly ProcessRow[], self: number): ReadonlySet<number> {
  const parents = new Map(rows.map((row) => [row.pid, row.parent]));
  const found = new Set([0, 1]);
  for (let pid: number | undefined = self; pid !== undefined && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}

/**
 * Follows the tree under `root`. A member is held by pid and start time and stays one when its parents end; new ones
 * are found as children of living members, in the groups and sessions that members lead, and by the marker.
 */
export function createProcessTree(root: ProcessId, self: number): ProcessTree {
  /** Every member ever recognised, by identity, as the last reading that held it showed it. */
  const known = new Map<string, ProcessRow>();
  let members = new Map<number, ProcessRow>();
  let groups: ReadonlyMap<number, readonly ProcessRow[]> = new Map();
  let rootIsProved = false;

  return {
    grow(rows, carriers) {
      const bearers = new Map(rows.map((row) => [row.pid, row]));
      const forbidden = protectedPids(rows, self);
      const children = gather(rows, (row) => row.parent);
      const sessions = gather(rows, (row) => row.session);
      groups = gather(rows, (row) => row.group);
      members = new Map();

      const open: ProcessRow[] = [];
      const take = (row: ProcessRow): void => {
        if (forbidden.has(row.pid) || members.has(row.pid)) return;
        members.set(row.pid, row);
        known.set(identity(row), row);
        open.push(row);
      };
      const takeLedBy = (leader: ProcessId | ProcessRow): void => {
        const bearer = bearers.get(leader.pid);
        // As long as a group or a session lasts, its number is given to no new process; another bearer: another group.
        if (forbidden.has(leader.pid) || (bearer !== undefined && bearer.startedAt !== leader.startedAt)) return;
        for (const led of [groups, sessions])
          for (const row of led.get(leader.pid) ?? []) if (isYounger(row, leader)) take(row);
      };
      const takeAllUnder = (): void => {
        for (let row = open.pop(); row !== undefined; row = open.pop()) {
          for (const child of children.get(row.pid) ?? []) if (isYounger(child, row)) take(child);
          if (leads(row)) takeLedBy(row);
        }
      };

      const top = bearers.get(root.pid);
      if (top?.startedAt === root.startedAt) take(top);
      for (const row of rows) if (known.has(identity(row)) || carriers?.has(row.pid)) take(row);
      for (const row of [...known.values()].filter(leads)) takeLedBy(row);
      takeAllUnder();
      // Nobody saw the root lead the group that bears its number; where a marker can tell, a carrier in it has to.
      rootIsProved ||=
        carriers === null || [...members.values()].some((row) => [row.pid, row.group, row.session].includes(root.pid));
      if (rootIsProved) takeLedBy(root);
      takeAllUnder();
      return [...members.values()].filter((row) => row.state !== 'dead');
    },
    wholeGroups() {
      const leaders = new Map([...known.values()].map((row) => [row.pid, row]));
      const whole = [...groups].filter(([, inside]) => inside.every((row) => members.has(row.pid)));
      return new Map(whole.map(([group]) => [group, leaders.get(group) ?? null]));
    },
  };
}

function gather(
  rows: readonly ProcessRow[],
  key: (row: ProcessRow) => number | null,
): ReadonlyMap<number, readonly ProcessRow[]> {
  const found = new Map<number, ProcessRow[]>();
  for (const row of rows) {
    const number = key(row);
    if (number === null || number <= 0) continue;
    const list = found.get(number);
    if (list === undefined) found.set(number, [row]);
    else list.push(row);
  }
  return found;
}

function identity(row: ProcessRow): string {
  return `${row.pid} ${row.startedAt}`;
}

function leads(row: ProcessRow): boolean {
  return row.pid === row.group || row.pid === row.session;
}

function isYounger(row: ProcessRow, than: ProcessId | ProcessRow): boolean {
  return Number(row.startedAt) >= Number(than.startedAt);
}
