import type { WorkItem, WorkProgress, WorkState } from '@ccx/contracts';
import {
  instantOf,
  instantOrNull,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  wordOf,
  type Row,
} from '@ccx/contracts/sqlite';
import type { Database } from './database.ts';
import { readProgress, readRecurrence } from './item-json.ts';
import { fromJson } from './json.ts';

export const WORK_STATES: readonly WorkState[] = [
  'running',
  'waiting',
  'delayed',
  'held',
  'needs-human',
  'done',
  'dead',
  'cancelled',
];
export const LIVE: ReadonlySet<WorkState> = new Set(['waiting', 'delayed', 'held', 'running', 'needs-human']);
export const ON_EFFECTS = ['resume', 'retry', 'ask'] as const;

/** One row of the queue with what the engine needs to know of it. */
export interface StoredItem {
  readonly item: WorkItem;
  readonly token: number;
  readonly leaseMs: number | null;
  readonly hold: string | null;
  readonly holdUntil: number | null;
  readonly runAt: number;
  readonly progress: WorkProgress | null;
}

const COLUMNS = `
  i.*, b.lane, b.type, b.limit_key,
  (SELECT json_group_array(n.id) FROM needs JOIN items n ON n.seq = needs.needed WHERE needs.item = i.seq) AS needed`;

/** By its number; `null` where there is none. */
export function findItem(db: Database, seq: number): StoredItem | null {
  const row = db.sql(`SELECT ${COLUMNS} FROM items i JOIN buckets b ON b.id = i.bucket WHERE i.seq = ?`).get(seq);
  return row === undefined ? null : storedItem(row);
}

/** An item with what its runs have cost, for whoever looks at it. */
export function withCost(db: Database, item: WorkItem): WorkItem {
  const row = db
    .sql(
      `SELECT count(*) AS runs, total(cost) AS usd, count(*) FILTER (WHERE cost IS NULL) AS unknown
       FROM attempts WHERE item = ? AND ran = 1`,
    )
    .get(item.seq);
  if (numberOf(row?.['runs']) === 0) return item;
  return { ...item, costUsd: numberOf(row?.['unknown']) > 0 ? null : numberOf(row?.['usd']) };
}

/** By its id. */
export function seqOf(db: Database, id: string): number | null {
  const row = db.sql('SELECT seq FROM items WHERE id = ?').get(id);
  return row === undefined ? null : numberOf(row['seq']);
}

function storedItem(row: Row): StoredItem {
  const progress = readProgress(row['progress']);
  return {
    item: workItem(row, progress),
    token: numberOf(row['token']),
    leaseMs: numberOrNull(row['lease_ms']),
    hold: textOrNull(row['hold']),
    holdUntil: numberOrNull(row['hold_until']),
    runAt: numberOf(row['run_at']),
    progress,
  };
}

function workItem(row: Row, progress: WorkProgress | null): WorkItem {
  const dedupKey = textOrNull(row['dedup']);
  const limitKey = textOf(row['limit_key']);
  const needed = fromJson(textOf(row['needed']));
  const after = Array.isArray(needed) ? needed.map(textOf) : [];
  const maxAttempts = numberOrNull(row['max_attempts']);
  const cron = readRecurrence(row['cron']);
  const reason = textOrNull(row['reason']);
  const startedAt = instantOrNull(row['started_at']);
  const endedAt = instantOrNull(row['ended_at']);
  const result = textOrNull(row['result']);
  const stalls = numberOf(row['stalls']);
  return {
    id: textOf(row['id']),
    seq: numberOf(row['seq']),
    state: wordOf(WORK_STATES, row['state']),
    type: textOf(row['type']),
    payload: fromJson(textOf(row['payload'])),
    priority: numberOf(row['priority']),
    lane: textOf(row['lane']),
    runAt: instantOf(row['run_at']),
    onEffects: wordOf(ON_EFFECTS, row['on_effects']),
    createdAt: instantOf(row['created_at']),
    attempts: numberOf(row['attempts']),
    lastError: textOrNull(row['last_error']),
    progress,
    ...(dedupKey !== null && { dedupKey }),
    ...(limitKey !== '' && { limitKey }),
    ...(after.length > 0 && { after }),
    ...(maxAttempts !== null && { maxAttempts }),
    ...(cron !== null && { cron }),
    ...(reason !== null && { reason }),
    ...(startedAt !== null && { startedAt }),
    ...(endedAt !== null && { endedAt }),
    ...(result !== null && { result: fromJson(result) }),
    ...(stalls > 0 && { stalls }),
    ...(numberOf(row['cancelling']) === 1 && { cancelling: true }),
  };
}
