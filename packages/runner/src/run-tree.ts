import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessId } from '@ccx/contracts';
import { endTree, isAlive, treeMembers, type EndTreeResult } from '@ccx/contracts/host';
import { RUN_ID_VARIABLE } from './depth.ts';
import type { Grace } from './runner-options.ts';

/** Above every pid that a kernel gives out: a root that never was, for trees that only their marker can find. */
const NOBODY = 0x7fff_ffff;

/** Between two looks at the process table. */
const LOOK_MS = 20;

/** The processes of one run. */
export interface RunTree {
  /** Asks the agent's process group to stop. Nothing happens when the agent has ended. */
  interrupt(): Promise<void>;
  /** Whether all of it ends by itself within a time: what was on its way out is nothing that was left behind. */
  endsItself(ms: number): Promise<boolean>;
  /** Ends all that lives: TERM, the grace, KILL, and looks whether it is gone. */
  end(termMs: number): Promise<EndTreeResult>;
}

/**
 * @param root the agent; with a start time of `0` one that ended before it could be looked at
 */
export function createRunTree(root: ProcessId, runId: string, grace: Pick<Grace, 'killMs'>): RunTree {
  return {
    async interrupt() {
      // The group and not the tree: an agent that is asked stops its tools itself and tells the model about it.
      if ((await isAlive(root)) !== true) return;
      try {
        process.kill(-root.pid, 'SIGINT');
      } catch {
        // It ended between the question and the signal.
      }
    },
    async endsItself(ms) {
      const end = performance.now() + ms;
      while ((await treeMembers(root, { marker: markerOf(runId) })).length > 0) {
        if (performance.now() >= end) return false;
        await pause(LOOK_MS);
      }
      return true;
    },
    end: (termMs) => endTree(root, { termGraceMs: termMs, killWaitMs: grace.killMs, marker: markerOf(runId) }),
  };
}

/** What every process of a run carries in its environment. */
function markerOf(runId: string): { readonly name: string; readonly value: string } {
  return { name: RUN_ID_VARIABLE, value: runId };
}

/** Stands for an agent that nobody has seen: by it only the carriers of the marker are found. */
export function unseenRoot(domain: string, pid: number = NOBODY): ProcessId {
  return { pid, startedAt: '0', domain };
}

/** Whether something comes within a time. */
export async function within(ms: number, something: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      something.then(() => true),
      pause(ms, false, { signal: timer.signal }).catch(() => false),
    ]);
  } finally {
    timer.abort();
  }
}
