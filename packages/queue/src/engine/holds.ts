import { CcxError, type Instant, type WorkScope } from '@ccx/contracts';
import { instantOf, instantOrNull, msOrNull, textOf, wordOf } from '@ccx/contracts/sqlite';
import type { WorkHold } from '../backlog.ts';
import type { Engine } from './engine.ts';
import { LIVE, type StoredItem } from './items.ts';
import { clean } from './journal.ts';
import { itemOf } from './lookup.ts';
import { instantAt } from './queue-time.ts';
import { restand } from './standing.ts';

/** Keeps items from being claimed: one, those of a lane, of a type, or all. */
export async function holdScope(engine: Engine, what: WorkScope, until: Instant | null, reason: string): Promise<void> {
  const { db, time, journal } = engine;
  await db.write(() => {
    const now = time.wall();
    const untilMs = msOrNull(until);
    if (what.item !== undefined) return holdItem(engine, itemOf(db, what.item), { untilMs, reason, now });
    const { lane = '', type = '' } = what;
    db.sql(
      `INSERT INTO holds (lane, type, until, reason, at, laid_by) VALUES (?, ?, ?, ?, ?, 'person')
       ON CONFLICT DO UPDATE SET until = excluded.until, reason = excluded.reason, at = excluded.at, laid_by = 'person'`,
    ).run(lane, type, untilMs, clean(reason), now);
    journal.tell(now, 'held', null, { lane, type, reason, until });
  });
}

export async function freeScope(engine: Engine, what: WorkScope): Promise<void> {
  const { db, time, journal } = engine;
  await db.write(() => {
    const now = time.wall();
    if (what.item !== undefined) return freeItem(engine, itemOf(db, what.item), now);
    const { lane = '', type = '' } = what;
    db.sql('DELETE FROM holds WHERE lane = ? AND type = ?').run(lane, type);
    journal.tell(now, 'freed', null, { lane, type });
  });
}

export function allHolds({ db }: Engine): readonly WorkHold[] {
  const rows = db.sql('SELECT lane, type, until, reason, at, laid_by FROM holds ORDER BY at').all();
  return rows.map((row) => {
    const [lane, type] = [textOf(row['lane']), textOf(row['type'])];
    return {
      scope: { ...(lane !== '' && { lane }), ...(type !== '' && { type }) },
      until: instantOrNull(row['until'] ?? null),
      reason: textOf(row['reason']),
      at: instantOf(row['at']),
      by: wordOf(['person', 'failures'] as const, row['laid_by']),
    };
  });
}

function holdItem(
  { db, journal }: Engine,
  { item }: StoredItem,
  { untilMs, reason, now }: { readonly untilMs: number | null; readonly reason: string; readonly now: number },
): void {
  if (!LIVE.has(item.state)) {
    throw new CcxError('invalid_argument', `#${item.seq} is ${item.state}: there is nothing to hold.`);
  }
  db.sql('UPDATE items SET hold = ?, hold_until = ? WHERE seq = ?').run(clean(reason), untilMs, item.seq);
  journal.tell(now, 'held', item.id, { reason, until: untilMs === null ? null : instantAt(untilMs) });
  // A running item goes on, and is held when it comes back.
  if (item.state !== 'running' && item.state !== 'needs-human') restand(db, item.seq, now);
}

function freeItem({ db, journal }: Engine, { item, hold }: StoredItem, now: number): void {
  if (hold === null) return;
  db.sql('UPDATE items SET hold = NULL, hold_until = NULL WHERE seq = ?').run(item.seq);
  journal.tell(now, 'freed', item.id, {});
  if (item.state === 'held') restand(db, item.seq, now);
}
