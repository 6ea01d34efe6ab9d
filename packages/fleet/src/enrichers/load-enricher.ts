import type { FleetEnricher } from '@ccx/contracts';
import { lookAtProcesses } from '../processes/look.ts';
import { treeCpuMs, treeMemory } from '../processes/tree-load.ts';
import { memberKey } from '../watch/fleet-change.ts';

/** Two looks that lie closer together say nothing: the system counts in hundredths of a second. */
const SHORTEST_MS = 500;

interface Sample {
  readonly atMs: number;
  readonly cpuMs: number | null;
  readonly percent: number | null;
}

/**
 * Memory of the process trees of the living, and what they take of a processor since the look before: unknown in the
 * first, and where the system does not tell (macOS).
 */
export function loadEnricher(): FleetEnricher {
  const samples = new Map<string, Sample>();
  return {
    async enrich(members) {
      const proc = await lookAtProcesses();
      const nowMs = performance.now();
      const living = members.filter(({ alive }) => alive === true);
      const keys = new Set(living.map(memberKey));
      for (const key of samples.keys()) if (!keys.has(key)) samples.delete(key);
      return new Map(
        living.map((member) => {
          const key = memberKey(member);
          const before = samples.get(key);
          const isOld = before === undefined || nowMs - before.atMs >= SHORTEST_MS;
          const now = isOld ? { atMs: nowMs, cpuMs: treeCpuMs(member.process, proc) } : before;
          const percent = isOld ? percentOf(before, now) : before.percent;
          samples.set(key, { ...now, percent });
          return [member.process.pid, { cpuPercent: percent, memoryBytes: treeMemory(member.process, proc) }];
        }),
      );
    },
  };
}

function percentOf(before: Sample | undefined, now: Omit<Sample, 'percent'>): number | null {
  if (before === undefined || before.cpuMs === null || now.cpuMs === null) return null;
  // A process of the tree that has ended took its share along.
  return Math.max(0, ((now.cpuMs - before.cpuMs) / (now.atMs - before.atMs)) * 100);
}
