import type { FleetMember, RunRecord } from '@ccx/contracts';
import { isAlive } from './liveness.ts';
import { renameOf, targetOf } from './naming.ts';
import type { ProcessKey, ProcessView } from './processes/process-view.ts';

/** The run of ccx that drives a process: its own child, or what that has started in turn. */
export function runOf(of: ProcessKey, runs: readonly RunRecord[], proc: ProcessView): RunRecord | null {
  if (runs.length === 0) return null;
  const seen = new Set<number>();
  for (let { pid, startedAt } = of; pid > 1 && !seen.has(pid);) {
    const run = runs.find(({ child }) => child?.pid === pid && child.startedAt === startedAt);
    if (run !== undefined) return run;
    seen.add(pid);
    const row = proc.find(pid);
    const parent = row === null || row === 'hidden' ? null : proc.find(row.parent);
    if (parent === null || parent === 'hidden') return null;
    ({ pid, startedAt } = parent);
  }
  return null;
}

/** Runs under way whose agent no source has found: they have just begun, or their vendor leaves nothing to be read. */
export function runsWithoutSession(
  runs: readonly RunRecord[],
  members: readonly FleetMember[],
  proc: ProcessView,
): readonly FleetMember[] {
  const found = new Set(members.map(({ runId }) => runId));
  return runs.flatMap((run): readonly FleetMember[] => {
    const { child, target, sessionId, cwd, startedAt, runId, workItemId } = run;
    if (child === null || found.has(runId) || isAlive(child, proc) !== true) return [];
    return [
      {
        process: child,
        alive: true,
        account: target.account,
        agent: target.account.agent,
        sessionId,
        name: null,
        cwd,
        status: null,
        state: {
          is: 'busy',
          why: 'ccx runs a prompt',
          source: 'events',
          since: startedAt,
          until: null,
          observedAt: startedAt,
        },
        startedAt,
        updatedAt: null,
        kittyPid: null,
        tmux: null,
        goal: '',
        phase: '',
        emojis: '',
        dodContract: '',
        dodStatus: '',
        role: '',
        contextPercent: null,
        target: targetOf(sessionId, cwd),
        rename: renameOf('', cwd),
        entrypoint: null,
        version: null,
        extras: { workItemId },
        runId,
      },
    ];
  });
}
