import { CcxError } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { unreachable } from './server.ts';

/** Says what a driver throws as errors of ccx, whichever method it came from; closes when all that was asked is answered. */
export function inWords(server: string, queue: Backlog): Backlog {
  const told = (error: unknown): unknown => (CcxError.is(error) ? error : unreachable(server, error));
  const asked = new Set<Promise<unknown>>();
  let closing = false;
  const guard =
    <A extends readonly unknown[], T>(method: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (closing) throw new CcxError('internal', `The queue at ${server} was closed before it was used.`);
      const answer = method(...args);
      asked.add(answer);
      try {
        return await answer;
      } catch (error) {
        throw told(error);
      } finally {
        asked.delete(answer);
      }
    };
  return {
    ...queue,
    enqueue: guard(queue.enqueue),
    claim: guard(queue.claim),
    extend: guard(queue.extend),
    settle: guard(queue.settle),
    waive: guard(queue.waive),
    hold: guard(queue.hold),
    free: guard(queue.free),
    cancel: guard(queue.cancel),
    redrive: guard(queue.redrive),
    force: guard(queue.force),
    edit: guard(queue.edit),
    get: guard(queue.get),
    attempts: guard(queue.attempts),
    holds: guard(queue.holds),
    events: guard(queue.events),
    stats: guard(queue.stats),
    spent: guard(queue.spent),
    lanes: guard(queue.lanes),
    depth: guard(queue.depth),
    inProgress: guard(queue.inProgress),
    prune: guard(queue.prune),
    close: async () => {
      if (closing) return;
      closing = true;
      await Promise.allSettled(asked);
      await queue.close();
    },
    list: async function* (state) {
      try {
        yield* queue.list(state);
      } catch (error) {
        throw told(error);
      }
    },
  };
}
