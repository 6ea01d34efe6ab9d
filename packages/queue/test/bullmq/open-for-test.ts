import { onTestFinished } from 'vitest';
import { createBullmqQueue, type Backlog, type BullmqOptions } from '../../src/index.ts';

/** A queue that is closed when its test is over. */
export async function open(options: BullmqOptions): Promise<Backlog> {
  const queue = await createBullmqQueue(options);
  onTestFinished(() => queue.close());
  return queue;
}
