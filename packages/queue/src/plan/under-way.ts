import { setImmediate } from 'node:timers/promises';

/** Counts calls that are not answered yet, so that nobody moves time on while somebody still thinks. */
export interface UnderWay {
  /** The same function, counted. */
  readonly counted: <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;
  /** Resolves when all are answered and everything that followed from the answers has happened. */
  quiet(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  let open = 0;
  return {
    counted:
      (call) =>
      async (...args) => {
        open += 1;
        try {
          return await call(...args);
        } finally {
          open -= 1;
        }
      },
    async quiet() {
      // An immediate comes after all callbacks of promises that are ready.
      do await setImmediate();
      while (open > 0);
      await setImmediate();
    },
  };
}
