import type { Clock, FleetMember, RunRecord } from '@ccx/contracts';
import { attention } from './order.ts';
import type { ProcessView } from './processes/process-view.ts';
import { runsWithoutSession } from './own-runs.ts';
import { NO_MEMORY, type ScanMemory } from './scan-memory.ts';
import { openSidecars } from './sidecar/read-sidecars.ts';
import type { FleetRoot, FleetSource, FoundSession, SourceContext } from './source.ts';
import { FLEET_SOURCES } from './sources.ts';
import { toMember } from './to-member.ts';

export interface ScanOptions {
  /** The config dirs in which to look. One that does not exist holds no session. */
  readonly roots: readonly FleetRoot[];
  /** One look at the processes; take a new one for each scan. */
  readonly proc: ProcessView;
  readonly clock: Pick<Clock, 'now'>;
  /** The runs of ccx that are under way, to mark them and what they work on. @default none */
  readonly runs?: readonly RunRecord[];
  /** What earlier scans have read, by `createScanMemory`. @default nothing */
  readonly memory?: ScanMemory;
  /** @default those of all agents */
  readonly sources?: readonly FleetSource[];
}

/** What one scan has found. */
export interface FleetScan {
  /** The living first, in the order in which they need the person; dead and unproved ones are among them. */
  readonly members: readonly FleetMember[];
  /** Files that gave no session, by reason: `legacy`, `torn`, `unknown-form`, `unknown-name`. */
  readonly skipped: Readonly<Record<string, number>>;
}

/**
 * Lists the agents' sessions by their files and processes: reading only, no subprocess, no terminal multiplexer, and
 * synchronous, for render loops and tests. Panes stay unknown and `extras` empty.
 *
 * @example
 * const { members } = scanFleet({ roots, proc: await lookAtProcesses(), clock });
 * members.filter(({ state }) => state.is === 'waiting').map(({ name, state }) => `${name}: ${state.why}`);
 */
export function scanFleet(options: ScanOptions): FleetScan {
  const { roots, proc, clock, runs = [], memory = NO_MEMORY, sources = FLEET_SOURCES } = options;
  const skipped: Record<string, number> = {};
  const context: SourceContext = {
    proc,
    memory,
    nowMs: Date.parse(clock.now()),
    skip: (reason) => (skipped[reason] = (skipped[reason] ?? 0) + 1),
  };
  const members = new Map<string, FleetMember>();
  const add = (root: FleetRoot, sessions: readonly FoundSession[]): void => {
    const sidecars = openSidecars(root.folder, memory);
    for (const found of sessions) {
      const member = toMember(found, { root, roots, sidecars, proc, memory, runs });
      // ccx asks agents for their quota: that is nobody's session.
      if (member === null) continue;
      const key = `${member.process.domain} ${member.process.pid} ${member.process.startedAt}`;
      if (!members.has(key)) members.set(key, member);
    }
  };
  for (const root of withoutTwins(roots)) {
    const source = sources.find(({ agent }) => agent === root.agent);
    if (source !== undefined) add(root, source.sessions(root, context));
  }
  for (const { account, found } of runsWithoutSession(runs, [...members.values()], proc)) {
    const root = roots.find((one) => one.account?.id === account.id);
    if (root !== undefined) add(root, [found]);
  }
  return { members: [...members.values()].toSorted(attention), skipped };
}

/** Two profiles may lead to one folder, by a link. */
function withoutTwins(roots: readonly FleetRoot[]): readonly FleetRoot[] {
  const seen = new Set<string>();
  return roots.filter(({ agent, folder }) => !seen.has(`${agent} ${folder}`) && seen.add(`${agent} ${folder}`));
}
