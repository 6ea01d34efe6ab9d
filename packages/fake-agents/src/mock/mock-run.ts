import { mockResult, type MockRun } from './mock-result.ts';
import type { MockRecord, MockRequest, MockResult, MockRunHandle, MockRunOptions, MockTarget } from './mock-types.ts';

/** What a run is to play, on whom, and what to let go of afterwards. */
export interface MockStart<Target, Event> {
  readonly run: MockRun<Event>;
  readonly target: Target;
  release?(): Promise<void>;
}

let runs = 0;

/** Plays one scripted run behind a handle. */
export function startMockRun<Target extends MockTarget, Event>(
  start: () => Promise<MockStart<Target, Event>>,
  request: MockRequest,
  { signal, observers = [] }: MockRunOptions<Target, Event> = {},
): MockRunHandle<MockResult<Target>, Event> {
  runs += 1;
  const runId = `mock-run-${runs}`;
  const logPath = '';
  const startedAt = new Date().toISOString();
  let cancel = (): void => {};
  const cancelled = new Promise<'cancelled'>((resolve) => {
    cancel = () => resolve('cancelled');
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
  const tell = (hear: (observer: (typeof observers)[number]) => void): void => {
    for (const observer of observers) {
      try {
        hear(observer);
      } catch {
        // An observer's exception reaches nobody else.
      }
    }
  };
  const started = start();
  const play = async (): Promise<MockResult<Target>> => {
    const begun = await started;
    const { run, target } = begun;
    try {
      if (run.error !== undefined) throw run.error;
      const record: MockRecord<Target> = {
        runId,
        target,
        owner: { pid: process.pid, startedAt: '', domain: '' },
        child: null,
        sessionId: null,
        cwd: request.cwd,
        startedAt,
        logPath,
        workItemId: null,
      };
      tell((observer) => observer.started?.(record));
      const end = await Promise.race([cancelled, run.until ?? null]);
      const wasCancelled = end === 'cancelled' || signal?.aborted === true;
      if (!wasCancelled) for (const event of run.events ?? []) tell((observer) => observer.event?.(event, record));
      const result = mockResult(wasCancelled ? { status: 'cancelled' } : run, {
        runId,
        target,
        startedAt,
        logPath,
        model: target.model,
      });
      tell((observer) => observer.ended?.(result));
      return result;
    } finally {
      signal?.removeEventListener('abort', cancel);
      await begun.release?.();
    }
  };
  const result = play();
  // Nobody has to look at the result.
  result.catch(() => {});
  return {
    runId,
    pid: null,
    logPath,
    result,
    interrupt: cancel,
    kill: async () => {
      cancel();
      await result.catch(() => {});
    },
    async *[Symbol.asyncIterator]() {
      const events = await started.then(
        ({ run }) => run.events ?? [],
        () => [],
      );
      let whole = false;
      try {
        for (const event of events) yield event;
        whole = true;
        await result.catch(() => {});
      } finally {
        if (!whole) cancel();
      }
    },
  };
}
