/*
 * A worker over a queue, to be killed at any moment. It notes every step in a file of its own, which it only
 * appends to: `claimed`, `started` (its session is in the queue), `effect` (the work is done), `settled` or `stale`
 * (what the queue said to that). It ends when its input does.
 * Arguments: where the queue lies, as JSON; its notes, its name, the length of a lease in milliseconds.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Lease } from '@ccx/contracts';
import type { Note } from './notes.ts';
import { openPlace } from './place.ts';

const [place = '', notes = '', worker = '', length = ''] = process.argv.slice(2);
const leaseMs = Number(length);
const queue = await openPlace(JSON.parse(place));
const stop = new AbortController();
process.stdin.once('end', () => stop.abort()).resume();

while (!stop.signal.aborted) {
  const { lease, nextAt } = await queue.claim({ worker, lanes: ['auto'], leaseMs });
  if (lease !== null) await work(lease);
  else await somethingNew(nextAt);
}
await queue.close();

function note(is: Note['is'], { item, token }: Lease, session: string): void {
  appendFileSync(notes, `${JSON.stringify({ is, item: item.id, token, session } satisfies Note)}\n`);
}

async function work(lease: Lease): Promise<void> {
  const session = lease.item.progress?.sessionId ?? `${worker}/${lease.token}`;
  note('claimed', lease, session);
  const progress = { sessionId: session, accountId: 'claude:work', effects: 'possible' } as const;
  if (await queue.extend(lease, progress)) note('started', lease, session);
  const steps = Math.floor(Math.random() * 4);
  for (let step = 0; step < steps; step += 1) {
    await pause(Math.random() * 8);
    // Also whoever was overtaken goes on to the end: it is the queue that has to refuse him.
    await queue.extend(lease);
  }
  note('effect', lease, session);
  note(await queue.settle(lease, { is: 'done', result: { worker, token: lease.token } }), lease, session);
}

async function somethingNew(nextAt: string | null): Promise<void> {
  const waitMs = nextAt === null ? leaseMs : Math.max(1, Date.parse(nextAt) - Date.now());
  await queue.changed(AbortSignal.any([stop.signal, AbortSignal.timeout(Math.min(leaseMs, waitMs))]));
}
