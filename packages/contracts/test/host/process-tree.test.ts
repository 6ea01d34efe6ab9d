import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ProcessRow, ProcessTable } from '../../src/host/process-table.ts';
import { createProcessTree, protectedPids } from '../../src/host/process-tree.ts';
import { killGroup, signalMembers } from '../../src/host/signal-members.ts';

const self = 50;
const world = [row(1, 0), row(40, 1), row(self, 40)];

function row(pid: number, parent: number, more: Partial<ProcessRow> = {}): ProcessRow {
  return { pid, parent, group: pid, session: pid, startedAt: String(pid), state: 'alive', ...more };
}

function id(pid: number, startedAt: string = String(pid)): { pid: number; startedAt: string; domain: string } {
  return { pid, startedAt, domain: 'here' };
}

function members(
  readings: readonly (readonly ProcessRow[])[],
  carriers: ReadonlySet<number> | null = null,
  root = id(100),
): number[] {
  const tree = createProcessTree(root, self);
  const found = readings.map((rows) => tree.grow([...world, ...rows], carriers));
  return (found.at(-1) ?? []).map(({ pid }) => pid).sort((a, b) => a - b);
}

describe('a process tree', () => {
  it('holds the root and its descendants, and nobody else', () => {
    expect(members([[row(100, self), row(101, 100), row(102, 101), row(200, self)]])).toEqual([100, 101, 102]);
  });

  it('keeps a member whose parents have ended', () => {
    const orphan = row(102, 101, { group: 40, session: 40 });
    expect(members([[row(100, self), row(101, 100), orphan], [{ ...orphan, parent: 1 }]])).toEqual([102]);
  });

  it('keeps no one who has only the pid of a former member', () => {
    const later = row(102, 1, { startedAt: '900' });
    expect(
      members([
        [row(100, self), row(101, 100), row(102, 101)],
        [row(100, self), later, row(103, 102, { startedAt: '901' })],
      ]),
    ).toEqual([100]);
  });

  it('takes no process for a child that is older than its parent', () => {
    expect(members([[row(100, self), row(90, 100)]])).toEqual([100]);
  });

  it('holds the groups and sessions that members lead', () => {
    const grouped = row(300, 1, { group: 100, session: 100 });
    const sessioned = row(301, 1, { group: 301, session: 101 });
    expect(members([[row(100, self), row(101, 100), grouped, sessioned]])).toEqual([100, 101, 300, 301]);
  });

  it('does not hold the group of a root that leads none', () => {
    const inOurs = { group: 40, session: 40 };
    expect(members([[row(100, self, inOurs), row(101, self, inOurs), row(102, 100, inOurs)]])).toEqual([100, 102]);
  });

  it('finds the group of a dead leader that was a member', () => {
    const readings = [
      [row(100, self), row(101, 100)],
      [row(100, self), row(400, 1, { group: 101, session: 101 })],
    ];
    expect(members(readings)).toEqual([100, 400]);
  });

  it('leaves the group to a later bearer of the number', () => {
    const later = row(101, 1, { startedAt: '900' });
    const readings = [
      [row(100, self), row(101, 100)],
      [row(100, self), later, row(901, 101, { group: 101, session: 101 })],
    ];
    expect(members(readings)).toEqual([100]);
  });

  it('counts zombies for the lineage, not as living', () => {
    const zombie = row(100, self, { state: 'dead' });
    expect(members([[zombie, row(101, 1, { group: 100 })]])).toEqual([101]);
  });

  describe('under a root that is dead before the first look', () => {
    const orphan = row(500, 1, { group: 100, session: 100 });

    it('holds the group with its number', () => {
      expect(members([[orphan]])).toEqual([500]);
    });

    it('does not hold what is older than the root', () => {
      expect(members([[row(99, 1, { group: 100, session: 100 })]])).toEqual([]);
    });

    it('holds that group only with a carrier in it where a marker can tell', () => {
      expect(members([[orphan]], new Set())).toEqual([]);
      expect(members([[orphan, row(501, 1, { group: 100, session: 100 })]], new Set([501]))).toEqual([500, 501]);
      expect(members([[orphan, row(502, 1)]], new Set([502]))).toEqual([502]);
    });
  });

  it('never holds this process, its ancestors or pid 1, whatever the table says', () => {
    const pid = fc.integer({ min: 0, max: 12 });
    const rows = fc.uniqueArray(
      fc.record({
        pid: fc.integer({ min: 1, max: 12 }),
        parent: pid,
        group: pid,
        session: fc.oneof(pid, fc.constant(null)),
        startedAt: fc.integer({ min: 0, max: 3 }).map(String),
        state: fc.constantFrom('alive', 'stopped', 'dead'),
      }),
      { selector: (entry) => entry.pid },
    ) as fc.Arbitrary<ProcessRow[]>;
    fc.assert(
      fc.property(
        fc.array(rows, { minLength: 1, maxLength: 3 }),
        pid,
        pid,
        fc.option(fc.uniqueArray(pid)),
        (readings, own, root, marked) => {
          const tree = createProcessTree(id(root, '1'), own);
          for (const reading of readings) {
            const found = tree.grow(reading, marked === null ? null : new Set(marked));
            const forbidden = protectedPids(reading, own);
            expect(found.filter((member) => forbidden.has(member.pid))).toEqual([]);
            expect(
              [...tree.wholeGroups().keys()].filter((group) =>
                reading.some((entry) => entry.group === group && forbidden.has(entry.pid)),
              ),
            ).toEqual([]);
            expect(found.every((member) => member.state !== 'dead' && reading.includes(member))).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a signal', () => {
  const kill = vi.spyOn(process, 'kill');
  afterEach(() => kill.mockReset());
  const table = (rows: readonly ProcessRow[]): ProcessTable => ({
    domain: async () => 'here',
    find: async (pid) => rows.find((entry) => entry.pid === pid) ?? null,
    list: async () => rows,
    carriers: async () => new Set(),
  });

  it.each([
    ['gone', []],
    ['a zombie', [row(100, 1, { state: 'dead' })]],
    ['another process by now', [row(100, 1, { startedAt: '900' })]],
  ] as const)('is not sent to a process that is %s since the last look', async (_, rows) => {
    kill.mockReturnValue(true);
    expect(await signalMembers(table(rows), [row(100, 1)], 'SIGTERM')).toEqual([]);
    expect(kill).not.toHaveBeenCalled();
  });

  it('wakes a stopped process behind SIGTERM, and needs not behind SIGKILL', async () => {
    kill.mockReturnValue(true);
    const stopped = row(100, 1, { state: 'stopped' });
    await signalMembers(table([stopped]), [stopped], 'SIGTERM');
    await signalMembers(table([stopped]), [stopped], 'SIGKILL');
    expect(kill.mock.calls).toEqual([
      [100, 'SIGTERM'],
      [100, 'SIGCONT'],
      [100, 'SIGKILL'],
    ]);
  });

  it('reaches a group unless its number is borne by a process that was not its leader', async () => {
    kill.mockReturnValue(true);
    const leader = row(100, 1);
    await killGroup(table([leader]), 100, leader);
    await killGroup(table([]), 100, null);
    await killGroup(table([row(100, 1, { startedAt: '900' })]), 100, leader);
    await killGroup(table([leader]), 100, null);
    await killGroup(table([]), 1, null);
    await killGroup(table([]), 0, null);
    expect(kill.mock.calls).toEqual([
      [-100, 'SIGKILL'],
      [-100, 'SIGKILL'],
    ]);
  });
});
