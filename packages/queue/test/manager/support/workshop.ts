import type { AgentEvent, RunRequest, RunTarget, Runner, WorkDraft, WorkHandler, WorkItem } from '@ccx/contracts';
import { createMockRunner } from '@ccx/fake-agents';
import { createFakeClock, type FakeClock } from '@ccx/testkit';
import { createMemoryQueue, type Backlog, type QueueLimits } from '../../../src/index.ts';
import { createManager } from '../../../src/manager/create-manager.ts';
import { DEFAULT_CONFIG, type ManagerConfig } from '../../../src/manager/config.ts';
import type { ManagerOptions, WorkEnd, WorkManager } from '../../../src/manager/manager-options.ts';
import { testAccounts, type TestAccount, type TestAccounts } from './accounts.ts';

type Script = Parameters<typeof createMockRunner<AgentEvent, RunRequest, RunTarget>>[0];

export interface WorkshopOptions extends Partial<
  Pick<ManagerOptions, 'handlers' | 'lookBack' | 'goOnPrompt' | 'napMs' | 'leaseMs' | 'extendEveryMs' | 'onComplete'>
> {
  /** `lookBack` is by default what the queue itself noted, as if the agent's record proved it. */
  readonly accounts?: readonly TestAccount[];
  /** What the runs do, by the clock of the workshop. */
  readonly script?: (clock: FakeClock) => Script;
  readonly runner?: Runner;
  readonly config?: Partial<ManagerConfig>;
  readonly limits?: Partial<QueueLimits>;
}

/** A manager over a queue in memory, accounts that are not there and agents that play a script; time stands still. */
export interface Workshop {
  readonly clock: FakeClock;
  readonly queue: Backlog;
  readonly accounts: TestAccounts;
  readonly manager: WorkManager;
  readonly said: readonly string[];
  readonly ends: readonly WorkEnd[];
  /** What the runner was asked, in order. */
  readonly calls: readonly { readonly request: RunRequest; readonly target: RunTarget }[];
  readonly stop: AbortController;
  readonly interrupt: AbortController;
  /** May be changed while the manager runs. */
  config: ManagerConfig;
  /** Puts items into the queue; gives their ids. */
  add(...drafts: readonly Partial<WorkDraft>[]): Promise<readonly string[]>;
  get(id: string | undefined): Promise<WorkItem>;
  /** Starts the manager; it works while time is moved on. */
  start(): Promise<void>;
  end(): Promise<void>;
}

export function workshop(options: WorkshopOptions = {}): Workshop {
  const clock = createFakeClock();
  const { accounts: given = [{ name: 'claude/work', places: 4 }], limits = {} } = options;
  const queue = createMemoryQueue({ clock, limits, random: () => 0 });
  const accounts = testAccounts(clock, given);
  const mock = createMockRunner<AgentEvent, RunRequest, RunTarget>(options.script?.(clock) ?? {});
  const said: string[] = [];
  const ends: WorkEnd[] = [];
  const [stop, interrupt] = [new AbortController(), new AbortController()];
  let running: Promise<void> | null = null;
  const shop: Workshop = {
    clock,
    queue,
    accounts,
    said,
    ends,
    calls: mock.calls,
    stop,
    interrupt,
    config: { ...DEFAULT_CONFIG, ...options.config },
    manager: createManager({
      ...options,
      queue,
      clock,
      router: accounts.router,
      need: (lane, about) => accounts.need(lane, about),
      runner: options.runner ?? mock,
      handlers: options.handlers ?? [echoHandler(accounts)],
      config: async () => shop.config,
      say: (text) => said.push(text),
      lookBack: options.lookBack ?? (async ({ sessionId, effects }) => ({ alive: false, sessionId, effects })),
      onComplete: [...(options.onComplete ?? []), (end) => ends.push(end)],
    }),
    async add(...drafts) {
      const outcomes = await queue.enqueue(
        drafts.map((draft) => ({ type: 'echo', payload: {}, priority: 100, onEffects: 'resume', ...draft })),
      );
      return outcomes.map((outcome) => (outcome.is === 'enqueued' ? outcome.id : JSON.stringify(outcome)));
    },
    async get(id = '') {
      const item = await queue.get(id);
      if (item === null) throw new Error(`no item ${id}`);
      return item;
    },
    async start() {
      running = shop.manager.run(stop.signal, { interrupt: interrupt.signal });
      await clock.advance(0);
    },
    async end() {
      stop.abort();
      interrupt.abort();
      await clock.advance(0);
      await running;
      await queue.close();
    },
  };
  return shop;
}

/** Does what it is told by its payload's `prompt` and is done when the run has succeeded. */
export function echoHandler(accounts: Pick<TestAccounts, 'need'>, own: Partial<WorkHandler> = {}): WorkHandler {
  return {
    type: 'echo',
    parse: (payload) => payload,
    async prepare(payload, item) {
      const need = await accounts.need(item.lane ?? 'auto', { model: null, accountId: null });
      return { request: { prompt: JSON.stringify(payload), cwd: '/', permission: 'edit' }, need };
    },
    finish: async (_payload, end) => ({
      is: 'done',
      result: 'skipAgent' in end ? end.skipAgent : end.last.summary.text,
    }),
    ...own,
  };
}
