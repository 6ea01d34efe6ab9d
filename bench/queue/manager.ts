import { join } from 'node:path';
import type { AgentEvent, Clock, RunRequest, RunTarget } from '../../packages/contracts/src/index.ts';
import { createMockRunner } from '../../packages/fake-agents/src/index.ts';
import {
  createManager,
  createMemoryQueue,
  createPromptHandler,
  DEFAULT_CONFIG,
  openSqliteQueue,
  type Backlog,
} from '../../packages/queue/src/index.ts';
import { testAccounts } from '../../packages/queue/test/manager/support/accounts.ts';
import { median } from '../quota/median.ts';
import type { Figure } from './figure.ts';
import { NO_LIMITS } from './ours.ts';

const ITEMS = 200;
const REACH_MS = 2;

/** What the manager costs an item beside the agent: runs that end at once, and all that is written down about them. */
export async function managerOverhead(folder: string, rounds: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, open, within] of [
    ['SQLite FULL', (at: number) => openSqliteQueue(join(folder, `manager-${at}.db`), { limits: NO_LIMITS }), true],
    ['in memory', () => createMemoryQueue({ limits: NO_LIMITS }), false],
  ] as const) {
    for (const concurrency of [1, 4]) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        times.push(await worked(open(round * 10 + concurrency), concurrency));
      }
      const ms = median(times) / ITEMS;
      const said = `${name.padEnd(12)} ${ms.toFixed(2)} ms an item, ${concurrency} at once (reach: ${REACH_MS} ms)`;
      figures.push({ said, within: within ? ms <= REACH_MS : null });
    }
  }
  return figures;
}

async function worked(queue: Backlog, concurrency: number): Promise<number> {
  const clock = realClock();
  const accounts = testAccounts(clock, [{ name: 'claude/work', places: concurrency }]);
  const stop = new AbortController();
  const manager = createManager({
    queue,
    clock,
    router: accounts.router,
    need: (lane, about) => accounts.need(lane, about),
    runner: createMockRunner<AgentEvent, RunRequest, RunTarget>({}),
    handlers: [createPromptHandler({ need: (lane, about) => accounts.need(lane, about), clock, env: {} })],
    config: async () => ({ ...DEFAULT_CONFIG, concurrency }),
    onIdle: () => stop.abort(),
  });
  const payload = { prompt: 'x'.repeat(1_000), cwd: '/', permission: 'safe' };
  await queue.enqueue(
    Array.from({ length: ITEMS }, () => ({ type: 'prompt', payload, priority: 1, onEffects: 'resume' })),
  );
  const start = performance.now();
  await manager.run(stop.signal);
  const took = performance.now() - start;
  const { done } = (await queue.stats()).states;
  if (done !== ITEMS) throw new Error(`${done} of ${ITEMS} were done`);
  await queue.close();
  return took;
}

function realClock(): Clock {
  return {
    now: () => new Date().toISOString(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, Math.min(ms, 60_000));
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
}
