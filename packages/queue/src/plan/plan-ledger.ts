import { randomUUID } from 'node:crypto';
import type { Clock, RunLedger, RunRecord, RunTarget } from '@ccx/contracts';

/** The runs of a plan: no process, no file, and what truly ran before for whoever judges by that. */
export function createPlanLedger(clock: Pick<Clock, 'now'>, recent: RunLedger['recent']): RunLedger {
  const running = new Map<string, RunRecord>();
  const list = async (): Promise<readonly RunRecord[]> => [...running.values()];
  return {
    list,
    look: list,
    recent,
    async claim(choose) {
      const target = choose([...running.values()]);
      if (target === null) return null;
      const runId = randomUUID();
      running.set(runId, recordOf(runId, target, clock));
      return { target, release: async () => void running.delete(runId) };
    },
  };
}

function recordOf(runId: string, target: RunTarget, clock: Pick<Clock, 'now'>): RunRecord {
  return {
    runId,
    target,
    owner: { pid: process.pid, startedAt: '', domain: 'plan' },
    child: null,
    sessionId: null,
    cwd: '/',
    startedAt: clock.now(),
    logPath: '',
    workItemId: null,
  };
}
