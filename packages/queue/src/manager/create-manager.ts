import { hostname } from 'node:os';
import { CcxError, type WorkHandler } from '@ccx/contracts';
import { createAfterEnd } from './after-end.ts';
import { createBoard } from './board.ts';
import type { ManagerConfig } from './config.ts';
import { createDetection } from './detection.ts';
import { createDrain } from './drain.ts';
import type { ManagerOptions, WorkManager } from './manager-options.ts';
import { statusNow } from './status-now.ts';
import { createWaker } from './waker.ts';
import { messageOf } from './words.ts';
import { workLoop } from './work-loop.ts';
import type { Work } from './work-on.ts';

/** The runner's own words, for whoever does not pass them on. */
const GO_ON_PROMPT = 'You were interrupted. Go on where you stopped; do not repeat what is done.';

/**
 * The loop that works a queue off: housekeeping and detection at their times, then everything that may be claimed on the
 * lanes that have room, then sleep until something changes or becomes due.
 *
 * @example
 * const manager = createManager({ queue, runner, router, need, handlers, clock, config: async () => DEFAULT_CONFIG });
 * await manager.run(stop.signal, { interrupt: now.signal });
 */
export function createManager(options: ManagerOptions): WorkManager {
  const {
    queue,
    router,
    need,
    clock,
    config,
    onComplete = [],
    onIdle = () => {},
    say = () => {},
    napMs = 30_000,
  } = options;
  const handlers = byType(options.handlers);
  const board = createBoard(clock);
  const afterEnd = createAfterEnd({ queue, onComplete, say });
  const detection = createDetection({ handlers: options.handlers, queue, clock, say });
  const works = new Set<Work>();
  let wake = (): void => {};
  let running = false;
  let known: ManagerConfig | null = null;

  async function configNow(): Promise<ManagerConfig> {
    try {
      known = await config();
      return known;
    } catch (error) {
      if (known === null) throw error;
      say(`The configuration could not be read, the last one goes on: ${messageOf(error)}`);
      return known;
    }
  }

  const drain = createDrain({
    ...options,
    handlers,
    board,
    say,
    works,
    lookBack: options.lookBack ?? (async () => null),
    goOnPrompt: options.goOnPrompt ?? GO_ON_PROMPT,
    leaseMs: options.leaseMs ?? 60_000,
    extendEveryMs: options.extendEveryMs ?? 20_000,
    worker: options.worker ?? `${hostname()}/${process.pid}`,
    ended: (end) => void afterEnd(end, known?.caps.equalFailures ?? null).finally(() => wake()),
  });

  /** Ends what somebody cancelled. */
  async function endCancelled(): Promise<void> {
    for (const work of works) {
      if ((await queue.get(work.item.id))?.cancelling === true) work.stop('cancelled');
    }
  }

  /** Until everything has ended, not only until nothing more is claimed. */
  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Armed before anybody looks, so that nothing that happens in between is missed.
      const changed = queue.changed(signal);
      wake();
      await endCancelled().catch((error: unknown) => say(messageOf(error)));
      await changed;
    }
  }

  async function loop(signal: AbortSignal): Promise<void> {
    const waker = createWaker(clock, signal, napMs);
    wake = () => waker.wake();
    await workLoop({ clock, config: configNow, detection, queue, drain, waker, say, onIdle }, signal);
  }

  return {
    async run(signal, { interrupt } = {}) {
      if (running) throw new CcxError('invalid_argument', 'This manager runs already.');
      running = true;
      const over = new AbortController();
      const cutAll = (): void => {
        for (const work of works) work.stop('interrupted');
      };
      interrupt?.addEventListener('abort', cutAll);
      const watching = watch(over.signal);
      try {
        await loop(interrupt === undefined ? signal : AbortSignal.any([signal, interrupt]));
      } finally {
        if (interrupt?.aborted === true) cutAll();
        await drain.idle();
        interrupt?.removeEventListener('abort', cutAll);
        over.abort();
        await watching;
        wake = () => {};
        running = false;
      }
    },
    sync: () => wake(),
    async detectNow(type) {
      const { enabled } = await configNow();
      if (!enabled) return 0;
      await queue.force();
      const enqueued = await detection.scanNow(new AbortController().signal, type);
      wake();
      return enqueued;
    },
    async hasPendingWork() {
      return works.size > 0 || (await queue.depth()) + (await queue.inProgress()) > 0;
    },
    status: async () => statusNow(await configNow(), { queue, router, need, board, drain }),
  };
}

function byType(handlers: readonly WorkHandler[]): ReadonlyMap<string, WorkHandler> {
  const map = new Map<string, WorkHandler>();
  for (const handler of handlers) {
    if (map.has(handler.type)) throw new CcxError('invalid_argument', `Two handlers do "${handler.type}".`);
    map.set(handler.type, handler);
  }
  return map;
}
