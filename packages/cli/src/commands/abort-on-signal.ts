import { EXIT } from '../exit-codes.ts';

export interface Aborting {
  readonly signal: AbortSignal;
  /** The exit code that a signal asks for; `null` where none came. */
  exitCode(): number | null;
  stop(): void;
}

/** Ctrl-C, TERM and a closed terminal end what is under way; nothing is left to ask for a second time. */
export function abortOnSignal(): Aborting {
  const controller = new AbortController();
  let code: number | null = null;
  const codes = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
    const listener = (): void => {
      code ??= codes[name];
      controller.abort();
    };
    process.on(name, listener);
    return () => void process.off(name, listener);
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    stop: () => {
      for (const remove of listeners) remove();
    },
  };
}
