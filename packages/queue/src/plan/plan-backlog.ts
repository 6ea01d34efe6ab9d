import type { RunTarget, WorkItem } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { createManager } from '../manager/create-manager.ts';
import type { ManagerConfig } from '../manager/config.ts';
import type { LookingRouter } from '../manager/manager-options.ts';
import { createMemoryQueue } from '../memory-queue.ts';
import { createPlanBook } from './plan-book.ts';
import { createPlanClock } from './plan-clock.ts';
import { planHandlers } from './plan-handlers.ts';
import { createPlanLedger } from './plan-ledger.ts';
import type { Plan, PlanOptions } from './plan-options.ts';
import { fillPlanQueue, standsStill } from './plan-queue.ts';
import { createPlanRunner } from './plan-runner.ts';
import { createUnderWay } from './under-way.ts';
import { createWhyWaiting } from './why-waiting.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Says what will run where and when: the manager itself works the items off, over a queue in memory, in a time that jumps
 * from one event to the next, with runs that only take their time.
 *
 * @example
 * const { entries } = await planBacklog({ items, holds, limits, config, need, router, now, estimate: () => null });
 * // [{ item, at: '2026-11-22T22:00:00.000Z', until: '2026-11-22T22:10:00.000Z', account: 'work', waitsFor: 'a free place', … }]
 */
export async function planBacklog(options: PlanOptions): Promise<Plan> {
  const { items, limits, now, horizonMs = WEEK_MS, maxSteps = 20_000 } = options;
  const clock = createPlanClock(now);
  const agentless = new Set(options.agentless ?? ['command']);
  const underWay = createUnderWay();
  const book = createPlanBook(options);
  const memory = createMemoryQueue({ clock, limits: { ...limits, cap: items.length + 1 }, random: () => 0 });
  const queue: Backlog = { ...memory, spent: (since) => spentWith(memory, options.spent, since) };
  try {
    await fillPlanQueue(queue, options);
    const why = createWhyWaiting(options, agentless, queue);
    const whys = new Map<string, string | null>();
    const begins = (item: WorkItem, target: RunTarget | null): void =>
      book.begins(item, { at: clock.now(), target, why: whys.get(item.id) ?? null });
    const config = planConfig(options.config, horizonMs);
    const need = underWay.counted(options.need);
    const manager = createManager({
      queue,
      clock,
      need,
      config: async () => config,
      router: countedRouter(
        options.router({ clock, ledger: createPlanLedger(clock, options.recent ?? (async () => [])) }),
        underWay,
      ),
      runner: createPlanRunner({
        clock,
        durationOf: book.durationOf,
        placed: (id, target) => begins(book.trueItem(id), target),
      }),
      handlers: planHandlers([...new Set(items.map(({ type }) => type))], {
        need,
        config,
        clock,
        agentless,
        trueItem: book.trueItem,
        durationOf: book.durationOf,
        takenUp: async (item) => void whys.set(item.id, await why.of(item, clock.now())),
        begins: (item) => begins(item, null),
        ended(item) {
          book.ended(item, clock.now());
          why.ended(item, clock.now());
        },
      }),
      leaseMs: 2 * horizonMs,
      extendEveryMs: 2 * horizonMs,
      napMs: Infinity,
    });

    const [stop, interrupt] = [new AbortController(), new AbortController()];
    const running = manager.run(stop.signal, { interrupt: interrupt.signal });
    const untilMs = Date.parse(now) + horizonMs;
    let endsAt: Plan['endsAt'] = null;
    for (let steps = 0; ; steps += 1) {
      await underWay.quiet();
      if (await isOver(queue)) break;
      await why.note(await manager.status());
      if (steps >= maxSteps) endsAt = 'steps';
      else if (!clock.step(untilMs)) endsAt = 'horizon';
      if (endsAt !== null) break;
    }
    const whyNot = new Map<string, string>();
    for (const item of items) {
      if (!book.hasBegun(item)) whyNot.set(item.id, (await whyNotBegun(item, queue)) ?? why.still(item));
    }
    stop.abort();
    interrupt.abort();
    await running;
    return { entries: book.entries(whyNot), endsAt };
  } finally {
    await memory.close();
  }
}

/** Nothing is looked for, and what fails alike in a plan does not fail. */
function planConfig(config: ManagerConfig, horizonMs: number): ManagerConfig {
  return {
    ...config,
    enabled: true,
    detectEveryMs: 2 * horizonMs,
    keepEndedMs: null,
    caps: { ...config.caps, equalFailures: null },
  };
}

function countedRouter(router: LookingRouter, { counted }: ReturnType<typeof createUnderWay>): LookingRouter {
  return {
    next: counted((need, before) => router.next(need, before)),
    look: counted((need, before) => router.look(need, before)),
  };
}

async function spentWith(
  memory: Backlog,
  truly: PlanOptions['spent'],
  since: string,
): Promise<Awaited<ReturnType<Backlog['spent']>>> {
  const planned = await memory.spent(since);
  if (truly === undefined) return planned;
  const { runs, usd, knownUsd } = await truly(since);
  return { runs: runs + planned.runs, usd: planned.runs > 0 ? null : usd, knownUsd };
}

async function isOver(queue: Backlog): Promise<boolean> {
  const { waiting, delayed, running } = (await queue.stats()).states;
  return waiting + delayed + running === 0;
}

/** Why an item stands still, by its true state or by what the plan made of it; `null`: only the moment keeps it back. */
async function whyNotBegun(item: WorkItem, queue: Backlog): Promise<string | null> {
  const planned = await queue.get(item.id);
  return standsStill(item, item.after ?? []) ?? planned?.reason ?? null;
}
