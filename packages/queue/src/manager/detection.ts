import type { Clock, WorkDraft, WorkHandler } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { messageOf } from './words.ts';

/** Finds work that should be in the queue, and does the housekeeping. */
export interface Detection {
  /** Every handler's; one that fails keeps no other from its own. */
  cleanup(signal: AbortSignal): Promise<void>;
  /** Scans with every handler whose last scan is at least `everyMs` ago; resolves to the number that was enqueued. */
  scan(signal: AbortSignal, everyMs: number): Promise<number>;
  /** Scans at once, all types or one. */
  scanNow(signal: AbortSignal, type?: string): Promise<number>;
}

export interface DetectionOptions {
  readonly handlers: readonly WorkHandler[];
  readonly queue: Pick<Backlog, 'enqueue'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly say: (text: string) => void;
}

const BATCH = 100;

export function createDetection({ handlers, queue, clock, say }: DetectionOptions): Detection {
  /** When each type's last scan began that came to its end. */
  const scanned = new Map<string, number>();

  async function scanWith(handler: WorkHandler, signal: AbortSignal): Promise<number> {
    if (handler.detect === undefined) return 0;
    const beganMs = Date.parse(clock.now());
    let enqueued = 0;
    let batch: WorkDraft[] = [];
    const send = async (): Promise<void> => {
      const outcomes = await queue.enqueue(batch);
      enqueued += outcomes.filter(({ is }) => is === 'enqueued').length;
      const lost = outcomes.find(({ is }) => is === 'full' || is === 'rejected');
      if (lost !== undefined) say(`Of what ${handler.type} found not all was taken: ${JSON.stringify(lost)}`);
      batch = [];
    };
    let failure: unknown = null;
    try {
      for await (const draft of handler.detect(signal)) {
        if (batch.push(draft) >= BATCH) await send();
      }
    } catch (error) {
      failure = error ?? new Error('unknown');
    }
    // What was found before a scan failed is as good as any.
    try {
      if (batch.length > 0) await send();
    } catch (error) {
      failure ??= error;
    }
    if (failure === null) scanned.set(handler.type, beganMs);
    else if (!signal.aborted) say(`The scan of ${handler.type} failed: ${messageOf(failure)}`);
    return enqueued;
  }

  async function scanAll(some: readonly WorkHandler[], signal: AbortSignal): Promise<number> {
    let enqueued = 0;
    for (const handler of some) if (!signal.aborted) enqueued += await scanWith(handler, signal);
    return enqueued;
  }

  return {
    async cleanup(signal) {
      for (const handler of handlers) {
        try {
          if (!signal.aborted) await handler.cleanup?.(signal);
        } catch (error) {
          if (!signal.aborted) say(`The cleanup of ${handler.type} failed: ${messageOf(error)}`);
        }
      }
    },
    scan(signal, everyMs) {
      const nowMs = Date.parse(clock.now());
      const due = handlers.filter(({ type }) => nowMs - (scanned.get(type) ?? -Infinity) >= everyMs);
      return scanAll(due, signal);
    },
    scanNow: (signal, type) =>
      scanAll(
        handlers.filter((handler) => type === undefined || handler.type === type),
        signal,
      ),
  };
}
