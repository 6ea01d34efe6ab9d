import { randomUUID } from 'node:crypto';
import { CcxError } from '@ccx/contracts';
import { bullPriority, type Kept, type Running } from './kept.ts';
import type { Change } from './section.ts';
import type { JobQueue } from './server.ts';
import { keep, type Store } from './store.ts';

/** Until when what waits for a person is delayed; BullMQ keeps no time behind 2039. */
export const FAR = 2_190_000_000_000;

/** How long BullMQ locks a job by itself, in milliseconds; another length is set afterwards. */
export const LOCK_MS = 60_000;

/** How long a job may be in the hands of the queue itself. */
const HANDLING_MS = 10_000;

/** Until when an item rests, `null` where it may be claimed. */
export function restsUntil({ hold, mark, runAt, createdAt }: Kept, now: number): number | null {
  if (hold !== null && (hold.until === null || hold.until > now)) return hold.until ?? FAR;
  if (mark === 'needs-human') return FAR;
  // Who came without a time waits for none.
  return runAt !== createdAt && runAt > now ? runAt : null;
}

/** Puts a job where its item belongs now. @param token of the lease that it leaves; `null`: it had none */
export async function place(store: Store, by: Change, item: Kept, token: string | null): Promise<void> {
  const { hold } = item;
  const isOver = hold !== null && hold.until !== null && hold.until <= by.now;
  const kept = isOver ? keep(by, item, { hold: null }) : item;
  const queue = store.queueOf(kept.bucket);
  const until = restsUntil(kept, by.now);
  const state = token === null ? await queue.getJobState(kept.id) : 'active';
  if (until === null) {
    if (token !== null) await queue.getBackend().moveToDelayed(kept.id, by.now, 0, token);
    if (state === 'active' || state === 'delayed') await queue.getBackend().promote(kept.id);
    by.put('unrank', 'wake', kept.id);
    by.put('rank', 'early', kept.id, 0);
    return;
  }
  if (state === 'delayed') await queue.getBackend().changeDelay(kept.id, Math.max(1, until - Date.now()));
  else {
    const holder = token ?? (await handle(store, by, kept));
    await queue.getBackend().moveToDelayed(kept.id, by.now, until - by.now, holder);
    by.put('unset', 'running', kept.id);
  }
  by.put('unrank', 'early', kept.id);
  if (until === FAR) by.put('unrank', 'wake', kept.id);
  else by.put('rank', 'wake', kept.id, until);
}

/** Takes a job that waits or is delayed into the hands of the queue; if that dies, the job is taken back from it. */
export async function handle(store: Store, by: Change, kept: Kept): Promise<string> {
  const token = randomUUID();
  const until = by.now + HANDLING_MS;
  const { bucket, dedup } = kept;
  const running: Running = { token, until, leaseMs: HANDLING_MS, bucket, dedup, weighs: false };
  by.put('set', 'running', kept.id, JSON.stringify(running));
  by.put('rank', 'wake', kept.id, until);
  await by.save();
  await seize(store.queueOf(bucket), kept, token);
  return token;
}

/** Makes a job active that is not the next one: it is put at the head, and taken from there. */
export async function seize(queue: JobQueue, { id, priority }: Kept, token: string): Promise<void> {
  const backend = queue.getBackend();
  if ((await queue.getJobState(id)) === 'delayed') await backend.promote(id);
  await backend.changePriority(id, 0, true);
  const taken = await takeHead(queue, token);
  // Of an active job this only keeps the number, for when it comes back.
  await backend.changePriority(id, bullPriority(priority));
  if (taken === id) return;
  if (taken !== null) await backend.moveJobFromActiveToWait(taken, token);
  throw new CcxError('internal', `BullMQ gave ${taken ?? 'nothing'} where ${id} was the next.`);
}

/** The job that BullMQ has at the head of a queue becomes active. */
export async function takeHead(queue: JobQueue, token: string): Promise<string | null> {
  const [, id]: readonly unknown[] = await queue.getBackend().moveToActive(token);
  return typeof id === 'string' ? id : null;
}
