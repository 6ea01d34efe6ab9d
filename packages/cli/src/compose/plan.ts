import { ccxPaths, type Env } from '@ccx/contracts';
import type { Backlog, ManagerConfig, Plan, QueueLimits } from '@ccx/queue';
import { composeNeed } from './queue-need.ts';
import { composePlanRouter } from './plan-router.ts';

export interface ComposePlanOptions {
  readonly env: Env;
  readonly home: string;
  readonly queue: Backlog;
  readonly limits: Partial<QueueLimits>;
  readonly config: ManagerConfig;
  readonly horizonMs: number;
}

/** What will run where and when, by the very code that will do it. */
export async function composePlan({ env, home, queue, ...rest }: ComposePlanOptions): Promise<Plan> {
  const [{ createEstimates, planBacklog }, { createFileLedger }, need, router] = await Promise.all([
    import('@ccx/queue'),
    import('@ccx/runner/ledger'),
    composeNeed(env, home),
    composePlanRouter(env, home),
  ]);
  const items = [];
  for (const state of ['running', 'waiting', 'delayed', 'held', 'needs-human'] as const) {
    for await (const item of queue.list(state)) items.push(item);
  }
  const estimates = new Map<string, number | null>();
  const estimate = await createEstimates(queue);
  for (const item of items) estimates.set(item.id, await estimate(item));
  const ledger = createFileLedger({ dir: ccxPaths(env, home).runs });
  return planBacklog({
    ...rest,
    items,
    holds: await queue.holds(),
    need,
    router,
    now: new Date().toISOString(),
    estimate: ({ id }) => estimates.get(id) ?? null,
    spent: (since) => queue.spent(since),
    recent: (sinceMs) => ledger.recent(sinceMs),
  });
}
