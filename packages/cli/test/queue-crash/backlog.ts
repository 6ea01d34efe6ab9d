import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Backlog } from '@ccx/queue';
import { eventsAfter } from './verdict.ts';
import type { Worker } from './workers.ts';

/** How far a worker has come since it began. */
export type Stage = 'claimed' | 'in-session';

/** Asks how far a worker has come; asking never waits for whoever writes. */
export function createNews(queue: Backlog): (worker: Worker, stage: Stage) => Promise<boolean> {
  let seen = 0;
  const reached = { claimed: new Set<string>(), 'in-session': new Set<string>() };
  const holders = new Map<string, string>();
  return async ({ name }, stage) => {
    for (const { id, kind, item, detail } of await eventsAfter(queue, seen)) {
      seen = id;
      if (item === null) continue;
      if (kind === 'claimed') {
        const worker = String(detail['worker']).replace(/^.*(?=\/)/, '');
        holders.set(item, worker);
        reached.claimed.add(worker);
      }
      if (kind === 'progress' && typeof detail['sessionId'] === 'string') {
        reached['in-session'].add(holders.get(item) ?? '');
      }
    }
    return reached[stage].has(name);
  };
}

/** Adds items until so many wait, each in a folder of its own. Tells how many were added. */
export async function fill(queue: Backlog, upTo: number, from: number, home: string): Promise<number> {
  const missing = Math.max(0, upTo - (await queue.depth()));
  const drafts = Array.from({ length: missing }, (_, index) => {
    const name = String(from + index + 1);
    const cwd = join(home, 'items', name);
    mkdirSync(cwd, { recursive: true });
    return {
      type: 'prompt',
      priority: 100,
      payload: { prompt: `Do ${name}.`, cwd, permission: 'full' },
      dedupKey: name,
      lane: 'auto',
      onEffects: 'resume' as const,
    };
  });
  if (missing === 0) return 0;
  const outcomes = await queue.enqueue(drafts);
  if (outcomes.some(({ is }) => is !== 'enqueued')) throw new Error('the queue did not take an item');
  return missing;
}
