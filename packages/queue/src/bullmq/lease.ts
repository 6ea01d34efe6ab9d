import type { Lease, WorkProgress } from '@ccx/contracts';
import type { Change } from './section.ts';
import { keep, keptOf, leaseOn, type Store } from './store.ts';
import type { Kept, Running } from './kept.ts';

/** What the token of a lease opens; `null` when it was lost or has run out. */
export async function heldBy(
  store: Store,
  { item, token }: Lease,
  now: number,
): Promise<{ readonly kept: Kept; readonly running: Running } | null> {
  const [kept, running] = await Promise.all([keptOf(store, item.id), leaseOn(store, item.id)]);
  if (kept === null || running === null || running.token !== token || running.until <= now) return null;
  return { kept, running };
}

/** Renews a lease by its own length and keeps what its run has told. */
export async function extendLease(store: Store, lease: Lease, progress?: WorkProgress): Promise<boolean> {
  return store.section.within(async (by) => {
    const held = await heldBy(store, lease, by.now);
    if (held === null) return false;
    const { kept, running } = held;
    const backend = store.queueOf(kept.bucket).getBackend();
    if ((await backend.extendLock(kept.id, lease.token, running.leaseMs)) !== 1) return false;
    const until = by.now + running.leaseMs;
    by.put('set', 'running', kept.id, JSON.stringify({ ...running, until } satisfies Running));
    by.put('rank', 'wake', kept.id, until);
    if (progress !== undefined) keepProgress(store, by, kept, progress);
    return true;
  });
}

function keepProgress(store: Store, by: Change, kept: Kept, progress: WorkProgress): void {
  const last = kept.tries.at(-1);
  if (last === undefined) return;
  keep(by, kept, { progress, tries: [...kept.tries.slice(0, -1), { ...last, progress }] });
  if (progress.runId !== undefined) {
    const run = `${kept.id}#${last.number}`;
    by.put('rank', 'runs', run, Date.parse(last.startedAt));
    by.put('set', 'costs', run, JSON.stringify(progress.costUsd ?? null));
  }
  if (!saysMore(kept.progress, progress)) return;
  const { accountId, sessionId, effects } = progress;
  by.tell('progress', kept.id, { accountId, sessionId, effects });
}

/** Gives back the place and the start of a claim whose item needs no agent. */
export async function waiveLease(store: Store, lease: Lease): Promise<void> {
  await store.section.within(async (by) => {
    const held = await heldBy(store, lease, by.now);
    if (held === null || !held.running.weighs) return;
    by.put('set', 'running', held.kept.id, JSON.stringify({ ...held.running, weighs: false }));
    by.put('unrank', 'starts', lease.token);
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
