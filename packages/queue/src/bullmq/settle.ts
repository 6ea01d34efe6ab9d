import { CcxError, type Lease, type WorkOutcome } from '@ccx/contracts';
import { backoffMs } from '../backoff.ts';
import { clean } from '../engine/journal.ts';
import { toJson } from '../engine/json.ts';
import { instantAt } from '../engine/queue-time.ts';
import { endItem } from './ending.ts';
import { layHold } from './holds.ts';
import { bucketOf, type Kept, type Running } from './kept.ts';
import { heldBy } from './lease.ts';
import { place } from './moves.ts';
import { countFailure, parkKey, typeKey } from './parks.ts';
import type { Change } from './section.ts';
import { keep, type Store } from './store.ts';
import { closed } from './tick.ts';

/** How long something waits of which nobody knows when it comes back. */
const UNKNOWN_WAIT_MS = 5 * 60_000;

/** A lease that is being settled. */
interface Held {
  readonly kept: Kept;
  readonly running: Running;
  readonly token: string;
}

/** How work ended, by whoever holds its lease; anybody else is refused, and what they said is kept as an event. */
export async function settleLease(store: Store, lease: Lease, outcome: WorkOutcome): Promise<'settled' | 'stale'> {
  check(outcome, store.limits().resultBytes);
  return store.section.within(async (by) => {
    const held = await heldBy(store, lease, by.now);
    const settled = held !== null && (await tryToSettle(store, by, { ...held, token: lease.token }, outcome));
    if (settled) return 'settled';
    const reason = outcome.is === 'done' ? null : outcome.reason;
    by.tell('late', lease.item.id, { said: outcome.is, token: lease.token, ...(reason !== null && { reason }) });
    return 'stale';
  });
}

/** `false` where BullMQ knows of no such lock: the lease ran out before this was told. */
async function tryToSettle(store: Store, by: Change, held: Held, outcome: WorkOutcome): Promise<boolean> {
  const { kept, token } = held;
  if (!(await store.server.isLocked(kept.bucket, kept.id, token))) return false;
  const reason = outcome.is === 'done' ? null : clean(outcome.reason);
  const after = keep(by, kept, { tries: closed(kept.tries, outcome.is, reason, by.now) });
  const ends = kept.cancelling && (outcome.is === 'retry' || outcome.is === 'wait');
  if (ends) await endItem(store, by, after, { state: 'cancelled', reason: 'cancelled' }, token);
  else await apply(store, by, { ...held, kept: after }, outcome);
  // Last of all: until then the job is taken back from whoever dies here.
  by.put('unset', 'running', kept.id);
  if (outcome.is === 'done') by.put('count', 'totals', 'done', 1);
  if (outcome.is === 'retry' || outcome.is === 'dead') by.put('count', 'totals', 'failed', 1);
  return true;
}

async function apply(store: Store, by: Change, held: Held, outcome: WorkOutcome): Promise<void> {
  const { kept, token } = held;
  switch (outcome.is) {
    case 'done':
      return endItem(store, by, kept, { state: 'done', reason: null, result: outcome.result ?? null }, token);
    case 'dead': {
      const { after } = await failed(store, by, kept, outcome.reason);
      return endItem(store, by, after, { state: 'dead', reason: outcome.reason }, token);
    }
    case 'cancelled':
      return endItem(store, by, kept, { state: 'cancelled', reason: outcome.reason }, token);
    case 'needs-human':
      return askPerson(store, by, held, outcome.reason);
    case 'wait':
      return wait(store, by, held, outcome);
    case 'retry':
      return tryAgain(store, by, held, outcome);
    default:
      outcome satisfies never;
  }
}

/** What waits for a person is told before the job is let go: whatever happens between, it does not run again. */
async function askPerson(store: Store, by: Change, { kept, token }: Held, reason: string): Promise<void> {
  const after = keep(by, kept, { mark: 'needs-human', reason: clean(reason), cancelling: false });
  by.put('rank', 'asking', kept.id, 0);
  by.tell('needs-human', kept.id, { reason });
  await by.save();
  await place(store, by, after, token);
}

/** No failure. A run that had not begun has not used its start either. */
async function wait(store: Store, by: Change, held: Held, outcome: WorkOutcome & { is: 'wait' }): Promise<void> {
  const { kept, running, token } = held;
  const { type } = bucketOf(kept.bucket);
  let untilMs = outcome.until === null ? by.now + UNKNOWN_WAIT_MS : Date.parse(outcome.until);
  const ran = kept.tries.at(-1)?.progress?.runId !== undefined;
  if (running.weighs && !ran) by.put('unrank', 'starts', token);
  const blocksType = outcome.blocks === 'type';
  if (blocksType) {
    untilMs = Math.max(untilMs, (await countFailure(store, by, typeKey(type), 1)) ?? 0);
    layHold(by, '', type, { until: untilMs, reason: clean(outcome.reason), at: by.now, by: 'failures' });
  }
  by.tell('wait', kept.id, { reason: outcome.reason, until: instantAt(untilMs) });
  // What may go on at once keeps its place in the order.
  const runAt = untilMs > by.now ? untilMs : Math.min(kept.runAt, by.now);
  const after = keep(by, kept, { runAt, reason: clean(outcome.reason), ...(blocksType && { parked: true }) });
  await place(store, by, after, token);
}

async function tryAgain(store: Store, by: Change, held: Held, outcome: WorkOutcome & { is: 'retry' }): Promise<void> {
  const limits = store.limits();
  const { after, parkedTo } = await failed(store, by, held.kept, outcome.reason);
  const job = await store.queueOf(after.bucket).getJob(after.id);
  const most = job?.data.maxAttempts ?? limits.maxAttempts;
  const said = `try ${after.attempts} of ${most}`;
  if (after.attempts >= most) {
    return endItem(store, by, after, { state: 'dead', reason: `${outcome.reason} (${said})` }, held.token);
  }
  const delayMs = outcome.afterMs ?? backoffMs(limits.backoff, after.attempts, store.random);
  const runAt = Math.max(by.now + delayMs, parkedTo ?? 0);
  by.tell('retry', after.id, { reason: outcome.reason, attempts: after.attempts, until: instantAt(runAt) });
  const reason = `${said} failed: ${clean(outcome.reason)}`;
  await place(store, by, keep(by, after, { runAt, reason, parked: parkedTo === runAt }), held.token);
}

/** Counts a failed try of the item and of its key; tells until when the key rests now. */
async function failed(
  store: Store,
  by: Change,
  kept: Kept,
  reason: string,
): Promise<{ readonly after: Kept; readonly parkedTo: number | null }> {
  const after = keep(by, kept, { attempts: kept.attempts + 1, lastError: clean(reason) });
  const parkedTo = kept.dedup === null ? null : await countFailure(store, by, parkKey(kept.dedup));
  if (parkedTo !== null) by.tell('parked', kept.id, { until: instantAt(parkedTo) });
  return { after, parkedTo };
}

/** @throws {CcxError} `invalid_argument` for an end that cannot be kept; nothing was changed then */
function check(outcome: WorkOutcome, most: number): void {
  if (outcome.is === 'retry' && outcome.afterMs !== undefined && !(outcome.afterMs >= 0)) {
    throw new CcxError('invalid_argument', `The next try is to be after ${outcome.afterMs} ms.`);
  }
  if (outcome.is === 'wait' && outcome.until !== null && Number.isNaN(Date.parse(outcome.until))) {
    throw new CcxError('invalid_argument', `The wait is to end at "${outcome.until}", which is no time.`);
  }
  if (outcome.is !== 'done') return;
  const text = toJson(outcome.result);
  if (text === null) throw new CcxError('invalid_argument', 'The result cannot be written as JSON.');
  const bytes = Buffer.byteLength(text);
  if (bytes <= most) return;
  throw new CcxError('invalid_argument', `The result has ${bytes} bytes, and ${most} are allowed.`, {
    hint: 'Keep what is long in a file and its path in the result.',
  });
}
