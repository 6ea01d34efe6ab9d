import type { WorkItem, WorkState } from '@ccx/contracts';
import type { BacklogStats } from '@ccx/queue';

/** A prompt that waits, of which nothing else is said. */
export function anItem(fields: Partial<WorkItem> = {}): WorkItem {
  return {
    id: '01a2015a-ff14-762e-9b36-ab8a0f78a48d',
    seq: 41,
    type: 'prompt',
    payload: { prompt: 'migrate the tests to vitest', cwd: '/home/ada/shop', permission: 'safe' },
    priority: 100,
    onEffects: 'resume',
    lane: 'auto',
    state: 'waiting',
    createdAt: '2026-11-21T01:00:00.000Z',
    runAt: '2026-11-21T01:00:00.000Z',
    attempts: 0,
    lastError: null,
    progress: null,
    ...fields,
  };
}

/** No item but those that are said. */
export function states(counts: Partial<Record<WorkState, number>> = {}): BacklogStats['states'] {
  const none = { waiting: 0, delayed: 0, running: 0, held: 0, 'needs-human': 0, done: 0, dead: 0, cancelled: 0 };
  return { ...none, ...counts };
}
