import type { AgentKind, FleetMember, ProcessId, RunRecord } from '@ccx/contracts';
import { runOf } from '../own-runs.ts';
import type { ProcessView } from '../processes/process-view.ts';
import { rootFolderOf } from '../root-of-process.ts';
import { isLeft } from '../processes/is-left.ts';
import { isServer } from '../sources.ts';
import { treeMemory } from '../processes/tree-load.ts';

/** An agent's process that nobody can talk to any more. */
export interface Orphan {
  readonly process: ProcessId;
  readonly agent: AgentKind;
  /** Its command line without the CLI's own name. */
  readonly args: readonly string[];
  readonly cwd: string | null;
  /** Since it was started; `null` is unknown. */
  readonly ageMs: number | null;
  /** Resident memory of it and all that it has started; `null` is unknown. */
  readonly memoryBytes: number | null;
  /** The session that it is, where it is one. */
  readonly sessionId: string | null;
  readonly why: string;
}

export interface OrphanOptions {
  readonly proc: ProcessView;
  readonly nowMs: number;
  /** Those that are known to belong to somebody. */
  readonly members: readonly FleetMember[];
  readonly runs: readonly RunRecord[];
}

/**
 * The agents' processes that have no terminal, whose parent has ended, and that are no run of ccx: left behind by an
 * editor, a script or a terminal that is gone. A server that an agent keeps in the background is one of them only where
 * no session of its config dir lives any more.
 */
export function findOrphans({ proc, nowMs, members, runs }: OrphanOptions): readonly Orphan[] {
  const inUse = foldersInUse(members, proc);
  return proc.agents().flatMap((one): readonly Orphan[] => {
    if (one.terminal !== false || !isLeft(one, proc) || runOf(one, runs, proc) !== null) return [];
    if (proc.variables(one, ['CCX_PROBE_ID'])?.['CCX_PROBE_ID'] !== undefined) return [];
    const { pid, startedAt, agent, args } = one;
    const serves = isServer(one);
    if (serves && inUse.has(`${agent} ${rootFolderOf(one, proc)}`)) return [];
    const startedMs = proc.startedMs(one);
    const member = members.find(({ process }) => process.pid === pid && process.startedAt === startedAt);
    return [
      {
        process: { pid, startedAt, domain: proc.domain },
        agent,
        args,
        cwd: proc.folder(one),
        ageMs: startedMs === null ? null : Math.max(0, nowMs - startedMs),
        memoryBytes: treeMemory(one, proc),
        sessionId: member?.sessionId ?? null,
        why: serves ? 'it serves nobody in the background' : 'it has no terminal, and what started it has ended',
      },
    ];
  });
}

/** The config dirs on which sessions live. */
function foldersInUse(members: readonly FleetMember[], proc: ProcessView): ReadonlySet<string> {
  const living = new Set(members.flatMap(({ alive, process }) => (alive === true ? [process.pid] : [])));
  const sessions = proc.agents().filter(({ pid }) => living.has(pid));
  return new Set(sessions.map((one) => `${one.agent} ${rootFolderOf(one, proc)}`));
}
