import type { WorkItem, WorkState } from '@ccx/contracts';
import {
  instantOf,
  instantOrNull,
  msOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  wordOf,
} from '@ccx/contracts/sqlite';
import type { BacklogStats, WorkAttempt } from '../backlog.ts';
import { PRESENT_BUCKETS } from './buckets.ts';
import type { Engine } from './engine.ts';
import { findItem, seqOf, withCost, WORK_STATES } from './items.ts';
import { readProgress } from './item-json.ts';
import { prunedTotals } from './prune.ts';
import { instantAt } from './queue-time.ts';
import { rateState } from './rate.ts';
import { startsWindow } from './starts-window.ts';
import { bringUpToDate } from './tick.ts';

const OUTCOMES = ['running', 'done', 'retry', 'wait', 'needs-human', 'dead', 'cancelled', 'stalled'] as const;

/** Items of one state or of all, state after state; an item that moves meanwhile is told as it then is, or not at all. */
export async function* listItems(engine: Engine, state?: WorkState): AsyncGenerator<WorkItem, void, undefined> {
  bringUpToDate(engine);
  const { db } = engine;
  for (const one of state === undefined ? WORK_STATES : [state]) {
    const rows = db.read(() => db.sql('SELECT seq FROM items WHERE state = ? ORDER BY priority, run_at, seq').all(one));
    for (const row of rows) {
      const stored = db.read(() => findItem(db, numberOf(row['seq'])));
      if (stored !== null && stored.item.state === one) yield db.read(() => withCost(db, stored.item));
    }
  }
}

export function attemptsOf({ db }: Engine, id: string): readonly WorkAttempt[] {
  const rows = db.sql('SELECT * FROM attempts WHERE item = ? ORDER BY number').all(seqOf(db, id) ?? -1);
  return rows.map((row) => ({
    number: numberOf(row['number']),
    worker: textOf(row['worker']),
    startedAt: instantOf(row['started_at']),
    endedAt: instantOrNull(row['ended_at'] ?? null),
    outcome: wordOf(OUTCOMES, row['outcome']),
    reason: textOrNull(row['reason'] ?? null),
    progress: readProgress(row['progress']),
  }));
}

export function statsOf(engine: Engine): BacklogStats {
  const { db, time } = engine;
  const counts = new Map(
    db
      .sql('SELECT state, count(*) AS n FROM items GROUP BY state')
      .all()
      .map((row) => [textOf(row['state']), numberOf(row['n'])]),
  );
  const count = (state: WorkState): number => counts.get(state) ?? 0;
  const rate = rateState(db, startsWindow(engine), time.wall());
  return {
    states: {
      waiting: count('waiting'),
      delayed: count('delayed'),
      running: count('running'),
      held: count('held'),
      'needs-human': count('needs-human'),
      done: count('done'),
      dead: count('dead'),
      cancelled: count('cancelled'),
    },
    rate: { used: rate.used, left: rate.left, nextAt: rate.nextAt === null ? null : instantAt(rate.nextAt) },
    totals: totals(engine),
  };
}

/** What was taken away stays counted. */
function totals({ db }: Engine): BacklogStats['totals'] {
  const row = db
    .sql(
      `SELECT count(*) AS claims, count(*) FILTER (WHERE outcome = 'done') AS done,
         count(*) FILTER (WHERE outcome IN ('retry', 'dead', 'stalled')) AS failed FROM attempts`,
    )
    .get();
  const pruned = prunedTotals(db);
  return {
    claims: numberOf(row?.['claims']) + pruned.claims,
    done: numberOf(row?.['done']) + pruned.done,
    failed: numberOf(row?.['failed']) + pruned.failed,
  };
}

/** What claims since an instant have cost. */
export function spentSince(
  { db }: Engine,
  since: string,
): { readonly runs: number; readonly usd: number | null; readonly knownUsd: number } {
  const row = db
    .sql(
      `SELECT count(*) AS runs, total(cost) AS usd, count(*) FILTER (WHERE cost IS NULL) AS unknown
       FROM attempts WHERE ran = 1 AND started_at >= ?`,
    )
    .get(msOf(since));
  const knownUsd = numberOf(row?.['usd']);
  return { runs: numberOf(row?.['runs']), usd: numberOf(row?.['unknown']) > 0 ? null : knownUsd, knownUsd };
}

/** Lanes of which something waits or is due. */
export function lanesNow({ db, time }: Engine): readonly string[] {
  const rows = db
    .sql(
      `WITH RECURSIVE ${PRESENT_BUCKETS},
       open (bucket) AS (
         SELECT bucket FROM present WHERE bucket IS NOT NULL
         UNION SELECT bucket FROM items WHERE wake_at <= ?
         UNION SELECT bucket FROM items WHERE state = 'running'
           AND CASE WHEN boot = ? AND boot <> '' THEN lease_mono <= ? ELSE lease_wall <= ? END
       )
       SELECT DISTINCT lane FROM open JOIN buckets ON buckets.id = open.bucket ORDER BY lane`,
    )
    .all(time.wall(), time.boot, time.monotonic(), time.wall());
  return rows.map((row) => textOf(row['lane']));
}

export function inProgressOf({ db }: Engine, dedupKey?: string): number {
  const row =
    dedupKey === undefined
      ? db.sql("SELECT count(*) AS n FROM items WHERE state = 'running'").get()
      : db.sql("SELECT count(*) AS n FROM items WHERE state = 'running' AND dedup = ?").get(dedupKey);
  return numberOrNull(row?.['n'] ?? null) ?? 0;
}
