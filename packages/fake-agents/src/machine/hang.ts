import type { Machine } from './machine.ts';

/** Waits for ever, but for an interrupt. The timer keeps the process alive; nothing else would. */
export async function hang(signal: AbortSignal, machine: Machine): Promise<never> {
  for (;;) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 3_600_000);
      const abort = (): void => {
        clearTimeout(timer);
        resolve();
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    await machine.sleep(0, signal);
  }
}
