import type { RunHandle } from '@ccx/contracts';
import { EXIT } from '../exit-codes.ts';

export interface Interruptible {
  /** The exit code that a signal asks for, `null` where none came. */
  exitCode(): number | null;
  stop(): void;
}

/**
 * Ctrl-C once asks the agent to stop and still brings the result, twice ends everything at once. TERM asks politely
 * too; a closed terminal ends at once, because nobody is there to read the rest.
 */
export function interruptible(
  handle: Pick<RunHandle, 'interrupt' | 'kill'>,
  say: (text: string) => void,
): Interruptible {
  let code: number | null = null;
  const polite = (signalCode: number): void => {
    if (code !== null) return void handle.kill();
    code = signalCode;
    say('stopping the agent; Ctrl-C again ends it at once');
    handle.interrupt();
  };
  const listeners: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGINT', () => polite(EXIT.interrupted)],
    ['SIGTERM', () => polite(EXIT.terminated)],
    [
      'SIGHUP',
      () => {
        code = EXIT.hungUp;
        void handle.kill();
      },
    ],
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return {
    exitCode: () => code,
    stop: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}
