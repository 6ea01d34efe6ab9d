import type { MockRunHandle } from './mock-types.ts';

/**
 * The handle of a run that has ended already: `result` is there, the iterator gives `events` once per reader and ends.
 *
 * @param result a `RunResult`, or whatever stands for one
 * @example
 * const { last } = await completedRun(result).result;
 */
export function completedRun<Result extends { readonly runId?: string }, Event = never>(
  result: Result,
  about: { readonly events?: readonly Event[]; readonly logPath?: string } = {},
): MockRunHandle<Result, Event> {
  const { events = [], logPath = '' } = about;
  return {
    runId: result.runId ?? 'completed-run',
    pid: null,
    logPath,
    result: Promise.resolve(result),
    interrupt: () => {},
    kill: async () => {},
    async *[Symbol.asyncIterator]() {
      yield* events;
    },
  };
}
