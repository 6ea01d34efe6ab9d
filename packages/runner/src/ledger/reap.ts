import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  NOTHING_SAID,
  type Clock,
  type ProcessId,
  type RunAttempt,
  type RunRecord,
  type RunResult,
  type RunSummary,
} from '@ccx/contracts';
import { acquireLock, isAlive } from '@ccx/contracts/host';
import { createRunTree, unseenRoot } from '../run-tree.ts';
import type { RecordFolder } from './record-folder.ts';
import type { RunIndex } from './run-index.ts';

const TERM_MS = 2_000;
const KILL_MS = 3_000;
/** Longer than one tree can take. */
const LOCK_MS = 60_000;

/** What a start found of runs whose owner had died. */
export interface ReapReport {
  /** Filed as failed, their processes gone. */
  readonly reaped: readonly RunRecord[];
  /** Something of them still lives and could not be ended; they stay in the ledger. */
  readonly surviving: readonly { readonly record: RunRecord; readonly survivors: readonly ProcessId[] }[];
}

export interface ReapOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly active: RecordFolder<{ readonly depth: number; readonly record: RunRecord }>;
  readonly reservations: Pick<RecordFolder<unknown>, 'sweep'>;
  readonly index: RunIndex;
}

/** Only one process reaps at a time; for the others there is nothing left to do. */
export async function reapRuns({ dir, clock, active, reservations, index }: ReapOptions): Promise<ReapReport> {
  const reaped: RunRecord[] = [];
  const surviving: { record: RunRecord; survivors: readonly ProcessId[] }[] = [];
  const orphans = await orphanedRuns(active);
  if (orphans.length === 0) return { reaped, surviving };
  const lock = await acquireLock(join(dir, 'reap.lock'), { waitMs: 0, expiresMs: LOCK_MS });
  if (lock === null) return { reaped, surviving };
  try {
    // Once more under the lock: another process may have been at it.
    for (const { depth, record } of await orphanedRuns(active)) {
      const end = await endOrphan(record);
      if (!end.ended) {
        surviving.push({ record, survivors: end.survivors });
        continue;
      }
      if (!(await index.has(record.runId))) {
        await index.append({ depth, record, result: await resultOfOrphan(record, clock, end.steps.length > 0) });
      }
      if (await active.remove(record.runId)) reaped.push(record);
      await lock.extend();
    }
    await active.sweep();
    await reservations.sweep();
  } finally {
    await lock.release();
  }
  return { reaped, surviving };
}

/** Runs whose owner is gone for certain. */
export async function orphanedRuns(active: ReapOptions['active']): ReturnType<ReapOptions['active']['list']> {
  const runs = await active.list();
  const alive = await Promise.all(runs.map(({ record }) => isAlive(record.owner)));
  return runs.filter((_, at) => alive[at] === false);
}

async function endOrphan(
  record: RunRecord,
): Promise<{ ended: boolean; steps: readonly string[]; survivors: readonly ProcessId[] }> {
  const root = record.child ?? unseenRoot(record.owner.domain);
  return createRunTree(root, record.runId, { killMs: KILL_MS }).end(TERM_MS);
}

async function resultOfOrphan(record: RunRecord, clock: Clock, hadToBeEnded: boolean): Promise<RunResult> {
  const lastSign = await stat(record.logPath).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.parse(clock.now()),
  );
  const detail = 'ccx died while this run was under way; how far the agent came is in its log and its transcript.';
  const outcome = { status: 'failed', failure: { class: 'protocol', detail, limit: null } } as const;
  const last: RunAttempt = {
    target: record.target,
    outcome,
    summary: nothingKnown(record.sessionId),
    exitCode: null,
    signal: null,
    startedAt: record.startedAt,
    durationMs: Math.max(0, Math.round(lastSign - Date.parse(record.startedAt))),
    logPath: record.logPath,
    transcriptPath: null,
    stderr: '',
    warnings: hadToBeEnded ? ['Processes of this run were still alive and were ended at the next start.'] : [],
    why: null,
  };
  return { ...outcome, schemaVersion: 1, runId: record.runId, last, attempts: [last] };
}

/** `effects` is `possible`: nobody can say that the agent changed nothing. */
function nothingKnown(sessionId: string | null): RunSummary {
  return {
    ...NOTHING_SAID,
    sessionId,
    effects: 'possible',
    verdict: { isError: true, subtype: null, terminalReason: null },
  };
}
