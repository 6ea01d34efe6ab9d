import type { Account, FleetMember, RunRecord } from '@ccx/contracts';
import { isAlive } from './liveness.ts';
import type { ProcessKey, ProcessView } from './processes/process-view.ts';
import type { FoundSession } from './source.ts';

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

/**
 * Runs under way whose agent no source has found, as sessions: they have just begun, or their vendor leaves nothing to be
 * read.
 */
export function runsWithoutSession(
  runs: readonly RunRecord[],
  members: readonly FleetMember[],
  proc: ProcessView,
): readonly { readonly account: Account; readonly found: FoundSession }[] {
  const known = new Set(members.map(({ runId }) => runId));
  return runs.flatMap(({ runId, child, target, sessionId, cwd, startedAt }) => {
    const lives = child !== null && child.domain === proc.domain && isAlive(child, proc) === true;
    if (!lives || known.has(runId)) return [];
    const found: FoundSession = {
      pid: child.pid,
      startedAt: child.startedAt,
      foreignDomain: null,
      sessionId,
      name: null,
      cwd,
      status: null,
      began: startedAt,
      updated: null,
      entrypoint: null,
      version: null,
      sessionFile: null,
      transcriptPath: null,
      evidence: [{ is: 'busy', why: 'ccx runs a prompt', source: 'events', since: startedAt, observedAt: startedAt }],
    };
    return [{ account: target.account, found }];
  });
}
