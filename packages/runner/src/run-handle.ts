import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers';
import type { RunHandle, RunOptions, RunRequest, RunResult, RunTarget } from '@ccx/contracts';
import { conductRun, type Run } from './conduct-run.ts';
import { createEventChannel } from './event-channel.ts';
import { createObserverHub } from './observer-hub.ts';
import { logPathOf } from './run-log.ts';
import type { RunnerSetup } from './runner-setup.ts';
import { createStopControl } from './stop-control.ts';
import { createWorkplace } from './worktree/workplace.ts';

/** Begins a run and returns at once; what is wrong with it comes with the result. */
export function startRun(setup: RunnerSetup, request: RunRequest, target: RunTarget, options: RunOptions): RunHandle {
  return openRun(setup, options, (run) => conductRun({ ...run, setup, request, target }));
}

/** What a run has before it is known on whom it runs. */
export type OpenRun = Omit<Run, 'setup' | 'request' | 'target'>;

/** The caller's end of a run, whatever it consists of. */
export function openRun(
  setup: RunnerSetup,
  { signal, observers = [] }: RunOptions,
  conduct: (run: OpenRun) => Promise<RunResult>,
): RunHandle {
  const runId = randomUUID();
  const startedAt = setup.clock.now();
  const logPath = logPathOf(setup.logDir, startedAt, runId);
  const stop = createStopControl();
  const workplace = createWorkplace(setup, stop);
  const room = { made: () => {} };
  const warnings: string[] = [];
  const warn = (text: string): void => {
    if (!warnings.includes(text)) warnings.push(text);
  };
  const channel = createEventChannel({
    capacity: setup.eventBuffer,
    onRoom: () => room.made(),
    async onLeave() {
      stop.ask('soon');
      await settled;
    },
  });
  // What happens before the next turn of the loop is the caller's own tick, with the promises that are ready in it.
  setImmediate(() => channel.closeDoor());

  let pid: number | null = null;
  const abort = (): void => stop.ask('polite');
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });

  const hub = createObserverHub(observers, warn);
  const onPid = (started: number): void => {
    pid = started;
  };
  const conducted = async (): Promise<RunResult> => {
    try {
      return await conduct({
        runId,
        startedAt,
        logPath,
        stop,
        workplace,
        channel,
        hub,
        warnings,
        warn,
        onPid,
        room,
      });
    } finally {
      signal?.removeEventListener('abort', abort);
      await workplace.leave();
    }
  };
  const result = conducted();
  // Also keeps a rejection that only the reader sees from ending the process.
  const settled = result.then(
    () => channel.end(),
    (error: unknown) => channel.end(error),
  );

  return {
    runId,
    logPath,
    result,
    get pid() {
      return pid;
    },
    interrupt: () => stop.ask('polite'),
    async kill() {
      stop.ask('now');
      await settled;
    },
    [Symbol.asyncIterator]: () => channel.attach(),
  };
}
