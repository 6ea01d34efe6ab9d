import { CcxError } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { unreachable } from './server.ts';

/** Says what a driver throws as errors of ccx, whichever method it came from. */
export function inWords(server: string, queue: Backlog): Backlog {
  const told = (error: unknown): unknown => (CcxError.is(error) ? error : unreachable(server, error));
  const guard =
    <A extends readonly unknown[], T>(method: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      try {
        return await method(...args);
      } catch (error) {
        throw told(error);
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
    list: async function* (state) {
      try {
        yield* queue.list(state);
      } catch (error) {
        throw told(error);
      }
    },
  };
}
