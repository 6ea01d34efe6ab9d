/* A worker that waits for work in a file, and says for each item how old it was when it was claimed. Argument: the file. */
import { openSqliteQueue } from '../../packages/queue/src/index.ts';
import { NO_LIMITS } from './ours.ts';

const queue = openSqliteQueue(process.argv[2] ?? '', { limits: NO_LIMITS });
const stop = new AbortController();
process.stdin.once('end', () => stop.abort()).resume();
process.stdout.write('ready\n');
while (!stop.signal.aborted) {
  const { lease } = await queue.claim({ worker: 'waiter', lanes: ['auto'], leaseMs: 60_000 });
  if (lease === null) {
    await queue.changed(stop.signal);
    continue;
  }
  // The same clock for all processes of a machine.
  const ageMs = (Number(process.hrtime.bigint()) - Number(lease.item.payload)) / 1e6;
  await queue.settle(lease, { is: 'done', result: null });
  process.stdout.write(`${ageMs}\n`);
}
await queue.close();
