import { PAYLOAD, type Contender } from './contender.ts';
import type { Peers } from './peers.ts';
import type { Redis } from './redis.ts';

/** What of BullMQ is used here. */
interface Bullmq {
  readonly Queue: new (
    name: string,
    options: object,
  ) => {
    add(name: string, data: unknown): Promise<unknown>;
    addBulk(jobs: readonly { readonly name: string; readonly data: unknown }[]): Promise<unknown>;
    close(): Promise<void>;
  };
  readonly Worker: new (
    name: string,
    processor: () => Promise<unknown>,
    options: object,
  ) => {
    on(event: 'completed' | 'error', listener: (what: unknown) => void): void;
    run(): Promise<void>;
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  };
}

export async function loadBullmq(peers: Peers): Promise<Bullmq> {
  return (await peers.load('bullmq')) as Bullmq;
}

/** BullMQ as it is used: a worker whose processor adds the next job. Done ones stay, as they do with us. */
export async function openBullmq(peers: Peers, redis: Redis): Promise<Contender> {
  const { Queue, Worker } = await loadBullmq(peers);
  const name = `bench-${process.hrtime.bigint()}`;
  const queue = new Queue(name, { connection: { path: redis.socket } });
  return {
    name: 'BullMQ, Redis AOF always',
    add: async (count) =>
      void (await queue.addBulk(Array.from({ length: count }, () => ({ name: 'prompt', data: PAYLOAD })))),
    work: async (items, concurrency) => {
      let ended = 0;
      const processor = async (): Promise<null> => {
        await queue.add('prompt', PAYLOAD);
        return null;
      };
      const connection = { path: redis.socket, maxRetriesPerRequest: null };
      const worker = new Worker(name, processor, { connection, concurrency, autorun: false });
      await worker.waitUntilReady();
      const start = performance.now();
      const tookMs = await new Promise<number>((resolve, reject) => {
        worker.on('error', reject);
        worker.on('completed', () => {
          ended += 1;
          if (ended === items) resolve(performance.now() - start);
        });
        worker.run().catch(reject);
      });
      await worker.close();
      return tookMs;
    },
    close: async () => await queue.close(),
  };
}
