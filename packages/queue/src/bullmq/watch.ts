import type { Section } from './section.ts';
import type { Server } from './server.ts';

/** Who waits for a change of the queue, by whoever makes it. */
export interface Watch {
  /** Resolves at the next change that this process has not seen, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** After so long a server that did not answer is asked again. */
const AGAIN_MS = 1_000;

export function createWatch(server: Server, section: Section): Watch {
  const waiting = new Set<() => void>();
  let listening: ReturnType<Server['listen']> | null = null;
  let [told, closed] = [0, false];

  const hear = (version: number): void => {
    if (!(version > told)) return;
    told = version;
    for (const wake of waiting) wake();
  };
  /** Whoever waits asks for himself what was missed. */
  const lost = (): void => {
    listening = null;
    for (const wake of waiting) wake();
  };
  /** What was told before anybody listened is read. A server that does not answer is tried again while anybody waits. */
  const listen = async (): Promise<void> => {
    if (closed || waiting.size === 0) return;
    try {
      listening ??= server.listen(hear, lost);
      await listening;
      hear(await server.version());
    } catch {
      listening = null;
      setTimeout(() => void listen(), AGAIN_MS).unref();
    }
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
        void listen();
      });
    },
    close: () => {
      closed = true;
      listening?.then((heard) => heard.close()).catch(() => {});
      for (const wake of waiting) wake();
    },
  };
}
