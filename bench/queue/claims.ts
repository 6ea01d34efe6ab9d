import { createMemoryQueue, type Backlog } from '../../packages/queue/src/index.ts';
import { median } from '../quota/median.ts';
import type { Figure } from './figure.ts';
import { addItems, LEASE_MS, minuteClock, NO_LIMITS } from './ours.ts';

const CLAIMS = 501;
const BLOCKED = 20_000;
const BLOCKED_REACH_MS = 0.2;
const FINISHED: readonly number[] = [10_000, 100_000, 1_000_000];
/** Flat: what a claim may take with a million behind it, of what it takes with none. */
const FINISHED_REACH = 1.5;
const STEP = 10_000;

type Minutes = ReturnType<typeof minuteClock>;

/** A claim with 20,000 items ahead that all wait for one key; without a disk, so without the commit's wait for it. */
export async function blocked(): Promise<readonly Figure[]> {
  const clock = minuteClock();
  const queue = createMemoryQueue({ limits: NO_LIMITS, clock });
  try {
    await addItems(queue, CLAIMS);
    const none = await medianClaim(queue, clock);
    await addItems(queue, BLOCKED, 'busy', 1);
    await queue.claim({ worker: 'bench', lanes: ['auto'], leaseMs: LEASE_MS });
    await addItems(queue, CLAIMS);
    const many = await medianClaim(queue, clock);
    return [
      {
        said: `${many.toFixed(3)} ms a claim with ${BLOCKED} blocked items ahead, ${(many / none).toFixed(2)} times as long as with none (reach: ${BLOCKED_REACH_MS} ms)`,
        within: many <= BLOCKED_REACH_MS,
      },
    ];
  } finally {
    await queue.close();
  }
}

/** A claim behind which ever more items have ended. */
export async function finished(): Promise<readonly Figure[]> {
  const clock = minuteClock();
  const queue = createMemoryQueue({ limits: NO_LIMITS, clock });
  try {
    await addItems(queue, CLAIMS);
    const none = await medianClaim(queue, clock);
    const figures: Figure[] = [];
    let ended = 0;
    for (const count of FINISHED) {
      for (; ended < count; ended += STEP) await finish(queue, clock, STEP);
      await addItems(queue, CLAIMS);
      const ms = await medianClaim(queue, clock);
      figures.push({
        said: `${ms.toFixed(3)} ms a claim with ${count} finished items, ${(ms / none).toFixed(2)} times as long as with none (reach: ${FINISHED_REACH} times)`,
        within: ms / none <= FINISHED_REACH,
      });
    }
    return figures;
  } finally {
    await queue.close();
  }
}

async function finish(queue: Backlog, clock: Minutes, count: number): Promise<void> {
  await addItems(queue, count);
  for (let item = 0; item < count; item += 1) {
    const { lease } = await queue.claim({ worker: 'bench', lanes: ['auto'], leaseMs: LEASE_MS });
    clock.claimed();
    if (lease === null) throw new Error('nothing to do');
    await queue.settle(lease, { is: 'done', result: null });
  }
}

/** Of claims that all find something; each is given back by its end, which is not measured. */
async function medianClaim(queue: Backlog, clock: Minutes): Promise<number> {
  const taken: number[] = [];
  for (let claim = 0; claim < CLAIMS; claim += 1) {
    const start = performance.now();
    const { lease } = await queue.claim({ worker: 'bench', lanes: ['auto'], leaseMs: LEASE_MS });
    taken.push(performance.now() - start);
    clock.claimed();
    if (lease === null) throw new Error('nothing to do');
    await queue.settle(lease, { is: 'done', result: null });
  }
  return median(taken);
}
