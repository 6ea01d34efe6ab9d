import { randomUUID } from 'node:crypto';
import {
  NOTHING_SAID,
  CcxError,
  type Clock,
  type RunHandle,
  type Runner,
  type RunResult,
  type RunTarget,
} from '@ccx/contracts';

export interface PlanRunnerOptions {
  readonly clock: Clock;
  /** How long the run of an item takes, by the item's id. */
  readonly durationOf: (itemId: string) => number;
  /** Told when a run has its account. */
  readonly placed: (itemId: string, target: RunTarget) => void;
}

/** A runner whose runs take their time and succeed. Only chains, and only of items: a manager asks for nothing else. */
export function createPlanRunner({ clock, durationOf, placed }: PlanRunnerOptions): Runner {
  return {
    run() {
      throw new CcxError('internal', 'A plan runs chains only.');
    },
    chain(request, need, router, { signal } = {}): RunHandle {
      const runId = randomUUID();
      const itemId = request.metadata?.['workItemId'] ?? '';
      const play = async (): Promise<RunResult> => {
        const { reservation } = await router.next(need, []);
        if (reservation === null) throw new CcxError('no_candidate', 'No account has room.');
        const startedAt = clock.now();
        const { target } = reservation;
        placed(itemId, target);
        try {
          await clock.sleep(durationOf(itemId), signal);
        } catch {
          return resultOf(runId, target, startedAt, 'cancelled');
        } finally {
          await reservation.release();
        }
        return resultOf(runId, target, startedAt, 'success');
      };
      return {
        runId,
        pid: null,
        logPath: '',
        result: play(),
        interrupt: () => {},
        kill: async () => {},
        async *[Symbol.asyncIterator]() {},
      };
    },
  };
}

function resultOf(runId: string, target: RunTarget, startedAt: string, status: 'success' | 'cancelled'): RunResult {
  const last = {
    target,
    outcome: { status },
    summary: { ...NOTHING_SAID, ended: true },
    exitCode: 0,
    signal: null,
    startedAt,
    durationMs: 0,
    logPath: '',
    transcriptPath: null,
    stderr: '',
    warnings: [],
    why: null,
  };
  return { status, schemaVersion: 1, runId, last, attempts: [last] };
}
