import { CcxError } from '@ccx/contracts';
import { unreachable } from './server.ts';

/** The way in to a queue on a server. */
export interface Door {
  /** What `work` gives; whatever a driver throws is an error of ccx. */
  ask<T>(work: () => Promise<T>): Promise<T>;
  each<T>(work: () => AsyncIterable<T>): AsyncGenerator<T, void, undefined>;
  /** Lets nothing more in, and resolves when all that was asked is answered; `false`: it was closed before. */
  close(): Promise<boolean>;
}

/** @param server its name, without a password */
export function createDoor(server: string): Door {
  const asked = new Set<Promise<unknown>>();
  let closed = false;
  const told = (error: unknown): unknown => (CcxError.is(error) ? error : unreachable(server, error));
  const enter = (): void => {
    if (closed) throw new CcxError('internal', `The queue at ${server} was closed before it was used.`);
  };
  return {
    ask: async (work) => {
      enter();
      const answer = work();
      asked.add(answer);
      try {
        return await answer;
      } catch (error) {
        throw told(error);
      } finally {
        asked.delete(answer);
      }
    },
    each: async function* (work) {
      enter();
      try {
        yield* work();
      } catch (error) {
        throw told(error);
      }
    },
    close: async () => {
      if (closed) return false;
      closed = true;
      await Promise.allSettled(asked);
      return true;
    },
  };
}
