import { EXIT } from '../../exit-codes.ts';

export interface DrainSignals {
  /** Nothing new begins. */
  readonly drain: AbortSignal;
  /** What runs is cut short and put back. */
  readonly interrupt: AbortSignal;
  exitCode(): number | null;
  stop(): void;
}

/**
 * Ctrl-C once lets what runs come to its end, twice cuts it short and puts it back to be resumed, three times ends the
 * worker as it is: the queue finds out by itself. TERM and a closed terminal cut short at once.
 *
 * @param leave called before the worker ends as it is, to leave the screen in order
 */
export function drainOnSignal(say: (text: string) => void, leave: () => void): DrainSignals {
  const drain = new AbortController();
  const interrupt = new AbortController();
  let code: number | null = null;
  const cut = (signalCode: number): void => {
    code ??= signalCode;
    drain.abort();
    interrupt.abort();
  };
  const interrupted = (): void => {
    if (interrupt.signal.aborted) {
      leave();
      process.exit(EXIT.interrupted);
    }
    if (drain.signal.aborted) {
      say('what runs is put back, to be resumed; Ctrl-C again leaves at once');
      return cut(EXIT.interrupted);
    }
    code = EXIT.interrupted;
    say('nothing new begins; Ctrl-C again puts back what runs');
    drain.abort();
  };
  const listeners: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGINT', interrupted],
    ['SIGTERM', () => cut(EXIT.terminated)],
    ['SIGHUP', () => cut(EXIT.hungUp)],
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return {
    drain: drain.signal,
    interrupt: interrupt.signal,
    exitCode: () => code,
    stop: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}
