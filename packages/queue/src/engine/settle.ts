import { CcxError, type Lease, type WorkOutcome } from '@ccx/contracts';
import { backoffMs } from '../backoff.ts';
import type { WorkAttempt } from '../backlog.ts';
import { endItem } from './ending.ts';
import type { Engine } from './engine.ts';
import type { StoredItem } from './items.ts';
import { clean } from './journal.ts';
import { toJson } from './json.ts';
import { holderOf } from './lease.ts';
import { countFailure, typeKey } from './parks.ts';
import { instantAt } from './queue-time.ts';
import { refundStart } from './rate.ts';
import { startsWindow } from './starts-window.ts';
import { restand } from './standing.ts';

/** How long something waits of which nobody knows when it comes back. */
const UNKNOWN_WAIT_MS = 5 * 60_000;

/** How work ended, by whoever holds its lease; anybody else is refused, and what they said is kept as an event. */
export async function settleLease(engine: Engine, lease: Lease, outcome: WorkOutcome): Promise<'settled' | 'stale'> {
  const { db, time, journal, limits } = engine;
  const result = outcome.is === 'done' ? resultOf(outcome.result, limits().resultBytes) : undefined;
  if (outcome.is === 'retry' && outcome.afterMs !== undefined && !(outcome.afterMs >= 0)) {
    throw new CcxError('invalid_argument', `The next try is to be after ${outcome.afterMs} ms.`);
  }
  return db.write(() => {
    const now = time.wall();
    const held = holderOf(engine, lease);
    if (held === null) {
      const { reason } = reasonOf(outcome);
      journal.tell(now, 'late', lease.item.id, {
        said: outcome.is,
        token: lease.token,
        ...(reason !== null && { reason }),
      });
      return 'stale';
    }
    closeAttempt(engine, held.item.seq, outcome, now);
    if (held.item.cancelling === true && (outcome.is === 'retry' || outcome.is === 'wait')) {
      endItem(engine, held, { state: 'cancelled', reason: 'cancelled' }, now);
      return 'settled';
    }
    apply(engine, held, outcome, result, now);
    return 'settled';
  });
}

function apply(engine: Engine, held: StoredItem, outcome: WorkOutcome, result: string | undefined, now: number): void {
  switch (outcome.is) {
    case 'done':
      return endItem(engine, held, { state: 'done', reason: null, ...(result !== undefined && { result }) }, now);
    case 'dead':
    case 'cancelled':
      if (outcome.is === 'dead') failed(engine, held, outcome.reason, now);
      return endItem(engine, held, { state: outcome.is, reason: outcome.reason }, now);
    case 'needs-human':
      return askPerson(engine, held, outcome.reason, now);
    case 'wait':
      return wait(engine, held, outcome, now);
    case 'retry':
      return tryAgain(engine, held, outcome, now);
    default:
      outcome satisfies never;
  }
}

function askPerson({ db, journal }: Engine, { item }: StoredItem, reason: string, now: number): void {
  db.sql(
    "UPDATE items SET state = 'needs-human', reason = ?, boot = NULL, cancelling = 0, ended_at = NULL WHERE seq = ?",
  ).run(clean(reason), item.seq);
  journal.tell(now, 'needs-human', item.id, { reason });
}

/** No failure. A run that had not begun has not used its start either. */
function wait(engine: Engine, held: StoredItem, outcome: WorkOutcome & { is: 'wait' }, now: number): void {
  const { db, journal } = engine;
  const { item } = held;
  let untilMs = outcome.until === null ? now + UNKNOWN_WAIT_MS : Date.parse(outcome.until);
  if (tookStart(engine, item.seq)) refundStart(db, startsWindow(engine).name, item.seq);
  if (outcome.blocks === 'type') {
    untilMs = Math.max(untilMs, countFailure(engine, typeKey(item.type), now, 1) ?? 0);
    db.sql('UPDATE items SET parked = 1 WHERE seq = ?').run(item.seq);
    db.sql(
      `INSERT INTO holds (lane, type, until, reason, at, laid_by) VALUES ('', ?, ?, ?, ?, 'failures')
       ON CONFLICT DO UPDATE SET until = excluded.until, reason = excluded.reason, at = excluded.at
       WHERE laid_by = 'failures'`,
    ).run(item.type, untilMs, clean(outcome.reason), now);
  }
  journal.tell(now, 'wait', item.id, { reason: outcome.reason, until: instantAt(untilMs) });
  // What may go on at once keeps its place in the order.
  putBack(engine, item.seq, untilMs > now ? untilMs : Math.min(held.runAt, now), clean(outcome.reason), now);
}

function tryAgain(engine: Engine, held: StoredItem, outcome: WorkOutcome & { is: 'retry' }, now: number): void {
  const { db, journal, random } = engine;
  const { item } = held;
  const limits = engine.limits();
  const parkedTo = failed(engine, held, outcome.reason, now);
  const attempts = item.attempts + 1;
  const most = item.maxAttempts ?? limits.maxAttempts;
  if (attempts >= most) {
    return endItem(engine, held, { state: 'dead', reason: `${outcome.reason} (try ${attempts} of ${most})` }, now);
  }
  const delayMs = outcome.afterMs ?? backoffMs(limits.backoff, attempts, random);
  const untilMs = Math.max(now + delayMs, parkedTo ?? 0);
  journal.tell(now, 'retry', item.id, { reason: outcome.reason, attempts, until: instantAt(untilMs) });
  db.sql('UPDATE items SET parked = ? WHERE seq = ?').run(parkedTo === untilMs ? 1 : 0, item.seq);
  putBack(engine, item.seq, untilMs, `try ${attempts} of ${most} failed: ${clean(outcome.reason)}`, now);
}

/** Counts a failed try of the item and of its key; gives until when the key rests now. */
function failed(engine: Engine, { item }: StoredItem, reason: string, now: number): number | null {
  const { db, journal } = engine;
  db.sql('UPDATE items SET attempts = attempts + 1, last_error = ? WHERE seq = ?').run(clean(reason), item.seq);
  if (item.dedupKey === undefined) return null;
  const until = countFailure(engine, item.dedupKey, now);
  if (until !== null) journal.tell(now, 'parked', item.id, { until: instantAt(until) });
  return until;
}

function putBack({ db }: Engine, seq: number, runAt: number, reason: string, now: number): void {
  db.sql("UPDATE items SET state = 'delayed', run_at = ?, reason = ?, boot = NULL WHERE seq = ?").run(
    runAt,
    reason,
    seq,
  );
  restand(db, seq, now);
}

/** Whether the present claim took a start and led to no run. */
function tookStart({ db }: Engine, seq: number): boolean {
  const row = db
    .sql(
      `SELECT weight, (SELECT ran FROM attempts WHERE item = seq ORDER BY number DESC LIMIT 1) AS ran
       FROM items WHERE seq = ?`,
    )
    .get(seq);
  return row?.['weight'] === 1 && row['ran'] === 0;
}

function closeAttempt({ db }: Engine, seq: number, outcome: WorkOutcome, now: number): void {
  const said: WorkAttempt['outcome'] = outcome.is;
  const { reason } = reasonOf(outcome);
  db.sql(
    `UPDATE attempts SET ended_at = ?, outcome = ?, reason = ?
     WHERE item = ? AND number = (SELECT max(number) FROM attempts WHERE item = ?)`,
  ).run(now, said, reason === null ? null : clean(reason), seq, seq);
}

function reasonOf(outcome: WorkOutcome): { reason: string | null } {
  return { reason: outcome.is === 'done' ? null : outcome.reason };
}

/** @throws {CcxError} `invalid_argument` for one that cannot be kept; nothing was changed then */
function resultOf(result: unknown, most: number): string {
  const text = toJson(result);
  if (text === null) throw new CcxError('invalid_argument', 'The result cannot be written as JSON.');
  const bytes = Buffer.byteLength(text);
  if (bytes <= most) return text;
  throw new CcxError('invalid_argument', `The result has ${bytes} bytes, and ${most} are allowed.`, {
    hint: 'Keep what is long in a file and its path in the result.',
  });
}
