import type { AgentEvent, Router, Runner, RunHandle, RunNeed, RunRequest, RunResult, RunTarget } from '@ccx/contracts';
import { completedRun, createMockRunner } from '@ccx/fake-agents';

declare const request: RunRequest;
declare const target: RunTarget;
declare const need: RunNeed;
declare const router: Router;
declare const event: AgentEvent;
declare const result: RunResult;

// A mock runner stands wherever a Runner is asked for.
const plain: Runner = createMockRunner();
const listed: Runner = createMockRunner([
  { status: 'limited', resetsAt: '2026-11-21T03:00:00.000Z' },
  { text: 'done' },
]);
const computed: Runner = createMockRunner((call, index) => ({ text: `${index}: ${call.request.prompt}` }));
const speaking: Runner = createMockRunner<AgentEvent>({ events: [event] });
const handle: RunHandle = plain.run(request, target);
const chained: RunHandle = listed.chain(request, need, router);

// What it hands out is what the contract promises.
const typed = createMockRunner<AgentEvent, RunRequest, RunTarget>({});
const mocked: Promise<RunResult> = typed.run(request, target).result;
const effort: string | undefined = typed.calls[0]?.request.effort;

const over: RunHandle = completedRun(result);
const overWithEvents: RunHandle = completedRun(result, { events: [event] });

// @ts-expect-error a status that no run has
createMockRunner({ status: 'maybe' });
// @ts-expect-error an event that the contract does not know
const wrong: Runner = createMockRunner<{ odd: true }>({ events: [{ odd: true }] });

export const used: readonly unknown[] = [
  computed,
  speaking,
  handle,
  chained,
  mocked,
  effort,
  over,
  overWithEvents,
  wrong,
];
