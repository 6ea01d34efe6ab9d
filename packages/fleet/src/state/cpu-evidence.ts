import type { Clock, FleetMember } from '@ccx/contracts';
import { lookAtProcesses } from '../processes/look.ts';
import type { ProcessView } from '../processes/process-view.ts';
import { treeCpuMs } from '../processes/tree-load.ts';
import { memberKey } from '../watch/fleet-change.ts';
import { addEvidence, isUnknown } from './decide-state.ts';

/** CPU time that process trees had used at a time, by member. */
export type CpuSamples = Map<string, { readonly atMs: number; readonly cpuMs: number }>;

interface CpuContext {
  readonly proc: ProcessView;
  readonly clock: Clock;
  /** Of earlier looks; kept up to date. */
  readonly samples: CpuSamples;
}

/** The system counts in hundredths of a second, so two looks lie this far apart. */
const SHORTEST_MS = 200;
/** Of one processor: an agent that rests takes less, one that works or starts takes more. */
const BUSY_PERCENT = 10;

/** What the CPU time says of those of which nothing else tells anything. Nobody is measured where there is none. */
export async function withCpu(
  members: readonly FleetMember[],
  { proc, clock, samples }: CpuContext,
): Promise<readonly FleetMember[]> {
  const silent = members.filter(({ alive, state }) => alive === true && isUnknown(state));
  const keys = new Set(silent.map(memberKey));
  for (const key of samples.keys()) if (!keys.has(key)) samples.delete(key);
  if (silent.length === 0) return members;
  const isFirst = silent.some((member) => !samples.has(memberKey(member)));
  if (isFirst) {
    for (const member of silent) take(member, proc, samples);
    await clock.sleep(SHORTEST_MS);
  }
  const later = isFirst ? await lookAtProcesses() : proc;
  return members.map((member) => (keys.has(memberKey(member)) ? judged(member, later, clock, samples) : member));
}

function take(member: FleetMember, proc: ProcessView, samples: CpuSamples): void {
  const cpuMs = treeCpuMs(member.process, proc);
  if (cpuMs !== null) samples.set(memberKey(member), { atMs: performance.now(), cpuMs });
}

function judged(member: FleetMember, proc: ProcessView, clock: Clock, samples: CpuSamples): FleetMember {
  const before = samples.get(memberKey(member));
  const cpuMs = treeCpuMs(member.process, proc);
  if (before === undefined || cpuMs === null) return member;
  const percent = ((cpuMs - before.cpuMs) / Math.max(1, performance.now() - before.atMs)) * 100;
  if (performance.now() - before.atMs >= SHORTEST_MS) take(member, proc, samples);
  const is = percent >= BUSY_PERCENT ? 'busy' : 'idle';
  const why = is === 'busy' ? `its processes take ${Math.round(percent)}% CPU` : 'its processes rest';
  const observedAt = clock.now();
  return { ...member, state: addEvidence(member.state, { is, why, source: 'cpu', since: null, observedAt }) };
}
