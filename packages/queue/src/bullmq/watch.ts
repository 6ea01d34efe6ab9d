import type { Redis } from 'ioredis';
import type { Keys } from './keys.ts';
import type { Section } from './section.ts';
import type { Server } from './server.ts';

/** Who waits for a change of the queue, by whoever makes it. */
export interface Watch {
  /** Resolves at the next change that this process has not seen, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createWatch(server: Server, keys: Keys, section: Section): Watch {
  const waiting = new Set<() => void>();
  let [listening, told, closed]: [Redis | null, number, boolean] = [null, 0, false];

  const hear = (version: number): void => {
    if (!(version > told)) return;
    told = version;
    for (const wake of waiting) wake();
  };
  /** What was told before anybody listened is read. */
  const listen = async (): Promise<void> => {
    if (listening === null) {
      listening = server.another();
      listening.on('message', (_, version: string) => hear(Number(version)));
      await listening.subscribe(keys.changed);
    }
    hear(Number((await server.redis.get(keys.version)) ?? 0));
  };
  return {
    changed: async (signal) => {
      if (signal.aborted || closed) return;
      told = Math.max(told, section.seen);
      await new Promise<void>((resolve) => {
        const end = (): void => {
          waiting.delete(end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        waiting.add(end);
        signal.addEventListener('abort', end, { once: true });
        // A server that does not answer changes nothing; whoever waits asks again by his own time.
        listen().catch(() => {
          listening?.disconnect();
          listening = null;
        });
      });
    },
    close: () => {
      closed = true;
      listening?.disconnect();
      for (const wake of waiting) wake();
    },
  };
}
