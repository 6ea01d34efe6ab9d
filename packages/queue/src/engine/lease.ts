import { CcxError, type Lease, type WorkProgress } from '@ccx/contracts';
import type { Engine } from './engine.ts';
import { findItem, type StoredItem } from './items.ts';
import { instantAt } from './queue-time.ts';
import { refundStart } from './rate.ts';
import { startsWindow } from './starts-window.ts';

export function leaseOf(stored: StoredItem | null, expiresAt: number): Lease {
  if (stored === null) throw new CcxError('internal', 'An item was claimed that is not in the queue.');
  return { item: stored.item, token: `${stored.item.seq}.${stored.token}`, expiresAt: instantAt(expiresAt) };
}

/** The item of a lease, if it is still the newest one; `null` when it was lost. */
export function holderOf({ db }: Engine, { item, token }: Lease): StoredItem | null {
  const stored = findItem(db, item.seq);
  if (stored === null || stored.item.id !== item.id || stored.item.state !== 'running') return null;
  return token === `${item.seq}.${stored.token}` ? stored : null;
}

/** Renews a lease by its own length and keeps what its run has told. */
export async function extendLease(engine: Engine, lease: Lease, progress?: WorkProgress): Promise<boolean> {
  const { db, time, journal } = engine;
  return db.write(() => {
    const now = time.wall();
    const stored = holderOf(engine, lease);
    if (stored === null) return false;
    const { seq, id } = stored.item;
    const leaseMs = stored.leaseMs ?? 0;
    db.sql('UPDATE items SET lease_wall = ?, lease_mono = ?, boot = ? WHERE seq = ?').run(
      now + leaseMs,
      time.monotonic() + leaseMs,
      time.boot,
      seq,
    );
    if (progress === undefined) return true;
    const text = JSON.stringify(progress);
    db.sql('UPDATE items SET progress = ? WHERE seq = ?').run(text, seq);
    db.sql(
      `UPDATE attempts SET progress = ?, ran = ?, cost = ?
       WHERE item = ? AND number = (SELECT max(number) FROM attempts WHERE item = ?)`,
    ).run(text, progress.runId === undefined ? 0 : 1, progress.costUsd ?? null, seq, seq);
    if (saysMore(stored.progress, progress)) {
      const { accountId, sessionId, effects } = progress;
      journal.tell(now, 'progress', id, { accountId, sessionId, effects });
    }
    return true;
  });
}

/** Gives back the place and the start of a claim whose item needs no agent. */
export async function waiveLease(engine: Engine, lease: Lease): Promise<void> {
  await engine.db.write(() => {
    const stored = holderOf(engine, lease);
    if (stored === null) return;
    const waived = engine.db.sql('UPDATE items SET weight = 0 WHERE seq = ? AND weight = 1').run(stored.item.seq);
    if (Number(waived.changes) > 0) refundStart(engine.db, startsWindow(engine).name, stored.item.seq);
  });
}

function saysMore(before: WorkProgress | null, after: WorkProgress): boolean {
  return (
    before === null ||
    before.accountId !== after.accountId ||
    before.sessionId !== after.sessionId ||
    before.effects !== after.effects ||
    before.runId !== after.runId
  );
}
