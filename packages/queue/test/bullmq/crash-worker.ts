/*
 * A worker over a queue on a server, to be killed at any moment; it notes every step as that over a queue in a file does.
 * It ends when its input does. Arguments: the server, the prefix, its notes, its name, the length of a lease in ms.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Lease } from '@ccx/contracts';
import { createBullmqQueue } from '../../src/index.ts';
import { CRASH_LIMITS } from '../crash/crash-limits.ts';
import type { Note } from '../crash/notes.ts';

const [connection = '', prefix = '', notes = '', worker = '', length = ''] = process.argv.slice(2);
const leaseMs = Number(length);
const queue = await createBullmqQueue({ connection, prefix, limits: CRASH_LIMITS });
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
  await pause(Math.random() * 20);
  note('effect', lease, session);
  note(await queue.settle(lease, { is: 'done', result: { worker, token: lease.token } }), lease, session);
}

async function somethingNew(nextAt: string | null): Promise<void> {
  const waitMs = nextAt === null ? leaseMs : Math.max(1, Date.parse(nextAt) - Date.now());
  await queue.changed(AbortSignal.any([stop.signal, AbortSignal.timeout(Math.min(leaseMs, waitMs))]));
}
