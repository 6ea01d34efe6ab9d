import type { AgentEvent, Clock, RunHandle, Runner, RunRecord, RunRequest, RunResult } from '@ccx/contracts';
import { completedRun } from '@ccx/fake-agents';
import type { Backlog } from '../../../src/index.ts';
import { DEFAULT_CONFIG } from '../../../src/manager/config.ts';
import { createManager } from '../../../src/manager/create-manager.ts';
import type { PastRun } from '../../../src/manager/look-back.ts';
import type { TestAccounts } from './accounts.ts';
import { resultOf } from './results.ts';
import { echoHandler } from './workshop.ts';

/** What agents did to the world; outlives all workers. */
export interface World {
  /** How often the work of an item was done to the world, by the item's id. */
  readonly writes: Map<string, number>;
  /** Every session by its id, in the order in which they began. */
  readonly sessions: Map<string, { readonly item: string; wrote: boolean }>;
}

export interface MortalWorker {
  /** As kill -9 does: nothing of it happens any more, and nobody is told. */
  kill(): void;
}

/** A worker with its agents, over a queue and a world that it shares with others. */
export function startWorker(
  name: string,
  { queue, clock, accounts, world }: { queue: Backlog; clock: Clock; accounts: TestAccounts; world: World },
): MortalWorker {
  let dead = false;
  const never = new Promise<never>(() => {});
  const mortal = async <T>(answer: () => Promise<T>): Promise<T> => {
    if (dead) return never;
    const value = await answer();
    return dead ? never : value;
  };
  const time: Clock = { now: () => clock.now(), sleep: (ms, signal) => mortal(() => clock.sleep(ms, signal)) };
  const reach: Backlog = new Proxy(queue, {
    get(target, method: keyof Backlog) {
      const call = target[method];
      return typeof call === 'function' ? (...args: never[]) => mortal(() => Reflect.apply(call, target, args)) : call;
    },
  });

  async function play(
    request: RunRequest,
    ...[need, router, { observers = [] } = {}]: Parameters<Runner['chain']> extends [unknown, ...infer R] ? R : never
  ): Promise<RunResult> {
    const { reservation } = await router.next(need, []);
    if (reservation === null) throw new Error('no room');
    const item = request.metadata?.['workItemId'] ?? '';
    await time.sleep(3_000);
    const sessionId = request.session?.id ?? `s${world.sessions.size + 1}`;
    const session = world.sessions.get(sessionId) ?? { item, wrote: false };
    world.sessions.set(sessionId, session);
    const child = { pid: 1, startedAt: '', domain: '' };
    const at = time.now();
    const { target } = reservation;
    const record: RunRecord = {
      runId: `${name}-${sessionId}`,
      target,
      owner: child,
      child,
      sessionId,
      cwd: '/',
      startedAt: at,
      logPath: '/log',
      workItemId: item,
    };
    const base = { seq: 0, at, sessionId, parentToolUseId: null, raw: '' };
    const tell = (event: AgentEvent): void => observers.forEach((observer) => observer.event?.(event, record));
    for (const observer of observers) observer.started?.(record);
    tell({ ...base, type: 'started', model: null, cwd: '/', cliVersion: null });
    await time.sleep(60_000);
    if (!session.wrote) {
      session.wrote = true;
      world.writes.set(item, (world.writes.get(item) ?? 0) + 1);
      // What was done may be seen later than it happens, or never.
      await time.sleep(20_000);
      tell({ ...base, type: 'tool-call', id: 't', tool: 'Edit', input: {}, effect: 'possible' });
    }
    await time.sleep(120_000);
    await reservation.release();
    return resultOf({ sessionId, effects: 'possible', costUsd: 1 });
  }

  const runner: Runner = {
    run: () => {
      throw new Error('only chains');
    },
    chain: (...args): RunHandle => ({ ...completedRun<RunResult, AgentEvent>(NONE), result: play(...args) }),
  };
  const manager = createManager({
    queue: reach,
    clock: time,
    runner,
    router: accounts.router,
    need: accounts.need,
    handlers: [echoHandler(accounts)],
    config: async () => ({ ...DEFAULT_CONFIG, concurrency: 2 }),
    lookBack: async (_progress, item) => truth(world, item.id),
    worker: name,
  });
  manager.run(new AbortController().signal).catch((error: unknown) => {
    if (!dead) throw error;
  });
  return {
    kill: () => {
      dead = true;
    },
  };
}

const NONE: RunResult = await resultOf({});

/** As the ledger and the agents' records tell. */
function truth({ sessions }: World, item: string): PastRun {
  const last = [...sessions].findLast(([, session]) => session.item === item);
  if (last === undefined) return { alive: false, sessionId: null, effects: 'none' };
  const [sessionId, { wrote }] = last;
  return { alive: false, sessionId, effects: wrote ? 'possible' : 'none' };
}
