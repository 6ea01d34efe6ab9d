import type { Lease } from '@ccx/contracts';
import { numberOf, numberOrNull, textOf } from '@ccx/contracts/sqlite';
import { PRESENT_BUCKETS } from './buckets.ts';
import type { Engine } from './engine.ts';
import { findItem } from './items.ts';
import { leaseOf } from './lease.ts';
import { instantAt } from './queue-time.ts';
import { bringBack, rateState, spendStart, type RateState } from './rate.ts';
import { startsWindow } from './starts-window.ts';
import { isDue, tick } from './tick.ts';

/** Who claims, and what it can serve now. */
export interface ClaimBy {
  readonly worker: string;
  readonly lanes: readonly string[];
  readonly leaseMs: number;
  readonly agentless?: readonly string[];
}

/** The first item in the total order that nothing holds back, leased; or when asking again may help. */
export async function claimNext(engine: Engine, by: ClaimBy): Promise<{ lease: Lease | null; nextAt: string | null }> {
  const { db, time } = engine;
  return db.write(() => {
    const now = time.wall();
    if (isDue(engine, now)) tick(engine, now);
    const starts = startsWindow(engine);
    bringBack(db, starts, now);
    const rate = rateState(db, starts, now);
    const full = rate.left < 1 || running(engine) >= engine.limits().running;
    const seq = full && (by.agentless ?? []).length === 0 ? null : head(engine, by, { now, full });
    if (seq === null) return { lease: null, nextAt: nextAt(engine, rate, now) };
    return { lease: take(engine, seq, by, now), nextAt: null };
  });
}

function running({ db }: Engine): number {
  const row = db.sql("SELECT count(*) AS n FROM items WHERE state = 'running' AND weight = 1").get();
  return numberOf(row?.['n']);
}

/**
 * Goes from bucket to bucket, not from item to item: a bucket is left at once where its lane, type or key is held back,
 * and of the others only the first item is looked at.
 */
const HEAD = `
WITH RECURSIVE ${PRESENT_BUCKETS},
heads (seq) AS (
  SELECT (SELECT seq FROM items WHERE state = 'waiting' AND bucket = b.id ORDER BY priority, run_at, seq LIMIT 1)
  FROM present JOIN buckets b ON b.id = present.bucket
  WHERE (b.type IN (SELECT value FROM json_each(:agentless))
      OR (:full = 0 AND b.lane IN (SELECT value FROM json_each(:lanes))))
    AND NOT EXISTS (
      SELECT 1 FROM holds WHERE holds.lane IN ('', b.lane) AND holds.type IN ('', b.type)
        AND (holds.until IS NULL OR holds.until > :now))
    AND (b.limit_key = '' OR :perKey > (
      SELECT count(*) FROM items r JOIN buckets rb ON rb.id = r.bucket
      WHERE r.state = 'running' AND rb.limit_key = b.limit_key))
    AND (:perLane = '{}' OR coalesce((SELECT value FROM json_each(:perLane) WHERE key = b.lane), 1e9) > (
      SELECT count(*) FROM items r JOIN buckets rb ON rb.id = r.bucket
      WHERE r.state = 'running' AND r.weight = 1 AND rb.lane = b.lane))
)
SELECT i.seq FROM heads JOIN items i ON i.seq = heads.seq ORDER BY i.priority, i.run_at, i.seq LIMIT 1`;

function head(
  { db, limits }: Engine,
  { lanes, agentless = [] }: ClaimBy,
  { now, full }: { readonly now: number; readonly full: boolean },
): number | null {
  const { perKey, perLane } = limits();
  const row = db.sql(HEAD).get({
    lanes: JSON.stringify(lanes),
    agentless: JSON.stringify(agentless),
    full: full ? 1 : 0,
    now,
    perKey,
    perLane: JSON.stringify(perLane),
  });
  return row === undefined ? null : numberOf(row['seq']);
}

function take(engine: Engine, seq: number, { worker, leaseMs, agentless = [] }: ClaimBy, now: number): Lease {
  const { db, time, journal } = engine;
  const weight = agentless.length > 0 && agentless.includes(typeOf(engine, seq)) ? 0 : 1;
  db.sql(
    `UPDATE items SET state = 'running', wake_at = NULL, token = token + 1, started_at = ?, reason = NULL, weight = ?,
       lease_ms = ?, lease_wall = ?, lease_mono = ?, boot = ? WHERE seq = ?`,
  ).run(now, weight, leaseMs, now + leaseMs, time.monotonic() + leaseMs, time.boot, seq);
  db.sql(
    `INSERT INTO attempts (item, number, worker, started_at, outcome)
     VALUES (?, (SELECT 1 + coalesce(max(number), 0) FROM attempts WHERE item = ?), ?, ?, 'running')`,
  ).run(seq, seq, worker, now);
  if (weight === 1) spendStart(db, startsWindow(engine), now, seq);
  const lease = leaseOf(findItem(db, seq), now + leaseMs);
  journal.tell(now, 'claimed', lease.item.id, { worker });
  return lease;
}

function typeOf({ db }: Engine, seq: number): string {
  const row = db.sql('SELECT type FROM items i JOIN buckets b ON b.id = i.bucket WHERE i.seq = ?').get(seq);
  return textOf(row?.['type']);
}

/** The first moment at which something may be claimed that cannot be now; `null`: not before something changes. */
function nextAt({ db, time }: Engine, rate: RateState, now: number): string | null {
  const row = db
    .sql(
      `SELECT
        (SELECT min(wake_at) FROM items WHERE wake_at IS NOT NULL) AS wake,
        (SELECT min(until) FROM holds) AS held,
        (SELECT min(CASE WHEN boot = ? AND boot <> '' THEN lease_mono - ? + ? ELSE lease_wall END)
         FROM items WHERE state = 'running') AS lease,
        EXISTS (SELECT 1 FROM items WHERE state = 'waiting') AS waiting`,
    )
    .get(time.boot, time.monotonic(), now);
  const times = [row?.['wake'], row?.['held'], row?.['lease']].map((value) => numberOrNull(value ?? null));
  if (row?.['waiting'] === 1) times.push(rate.nextAt);
  const known = times.filter((ms) => ms !== null);
  return known.length === 0 ? null : instantAt(Math.max(now, Math.min(...known)));
}
