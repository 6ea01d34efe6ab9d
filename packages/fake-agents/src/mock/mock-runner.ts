import { MockRunError } from './mock-error.ts';
import { startMockRun } from './mock-run.ts';
import type { MockRun } from './mock-result.ts';
import type { MockRequest, MockResult, MockRouter, MockRunHandle, MockRunOptions, MockTarget } from './mock-types.ts';

/** One call that a mock runner got. */
export interface MockCall<Request, Target> {
  readonly request: Request;
  readonly target: Target;
}

/** What the calls get: always the same, one after the other, or what a function says. */
export type MockScript<Request, Target, Event> =
  | MockRun<Event>
  | readonly MockRun<Event>[]
  | ((call: MockCall<Request, Target>, index: number) => MockRun<Event>);

/** A runner without agents. Assignable to the `Runner` of `@ccx/contracts`. */
export interface MockRunner<Request, Target, Event> {
  /** `false`: every run is refused with the code `agent_missing`. */
  available: boolean;
  /** Every call, in order. */
  readonly calls: readonly MockCall<Request, Target>[];
  run(
    request: Request,
    target: Target,
    options?: MockRunOptions<Target, Event>,
  ): MockRunHandle<MockResult<Target>, Event>;
  /**
   * Asks the router once and runs on what it reserves; the reservation is released when the run has ended. There is no
   * failover. Rejects with the code `no_candidate` where the router reserves nothing.
   */
  chain<Need>(
    request: Request,
    need: Need,
    router: MockRouter<Need, Target>,
    options?: MockRunOptions<Target, Event>,
  ): MockRunHandle<MockResult<Target>, Event>;
}

/**
 * A runner that plays a script and remembers what it was asked.
 *
 * @example
 * const runner: Runner = createMockRunner([{ status: 'limited', resetsAt: '2026-11-21T03:00:00.000Z' }, { text: 'done' }]);
 */
export function createMockRunner<
  Event = never,
  Request extends MockRequest = MockRequest,
  Target extends MockTarget = MockTarget,
>(
  script: MockScript<Request, Target, Event> = {},
  { available = true }: { readonly available?: boolean } = {},
): MockRunner<Request, Target, Event> {
  const calls: MockCall<Request, Target>[] = [];
  const begin = (request: Request, target: Target): MockRun<Event> => {
    const call = { request, target };
    const index = calls.push(call) - 1;
    if (!runner.available) return { error: new MockRunError('agent_missing', 'The scripted agent is not available.') };
    if (typeof script === 'function') return script(call, index);
    if (!isList(script)) return script;
    const words = `The script holds ${script.length} runs and this is number ${index + 1}.`;
    return (
      script[index] ?? {
        error: new MockRunError('invalid_argument', words, 'Add a run to the script of createMockRunner.'),
      }
    );
  };
  const runner: MockRunner<Request, Target, Event> = {
    available,
    calls,
    run: (request, target, options) =>
      startMockRun(async () => ({ run: begin(request, target), target }), request, options),
    chain: (request, need, router, options) =>
      startMockRun(
        async () => {
          const { reservation } = await router.next(need, []);
          if (reservation === null) throw new MockRunError('no_candidate', 'The router reserved no target.');
          const { target } = reservation;
          return { run: begin(request, target), target, release: () => reservation.release() };
        },
        request,
        options,
      ),
  };
  return runner;
}

function isList<Event>(script: MockRun<Event> | readonly MockRun<Event>[]): script is readonly MockRun<Event>[] {
  return Array.isArray(script);
}
