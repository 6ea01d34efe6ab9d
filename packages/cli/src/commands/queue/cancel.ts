import { EXIT } from '../../exit-codes.ts';
import type { WorkItem } from '@ccx/contracts';
import type { Terminal } from '../../render/terminal.ts';
import { itemAgain, namedItems, withQueue, type QueueFlags } from './open-queue.ts';
import { sayItems } from './say-items.ts';

/** `ccx queue cancel`: what waits ends at once; of what runs its worker is asked to end it. */
export async function cancelCommand(words: readonly string[], flags: QueueFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ queue }) => {
    const after: WorkItem[] = [];
    const before = new Map<string, WorkItem>();
    for (const item of await namedItems(queue, words)) {
      before.set(item.id, item);
      await queue.cancel(item.id);
      after.push(await itemAgain(queue, item));
    }
    sayItems(after, (item) => cancelWords(item, before.get(item.id) ?? item), { flags, terminal });
    return EXIT.done;
  });
}

function cancelWords({ state, cron }: WorkItem, before: WorkItem): string {
  if (state === 'running') return 'runs, and is being stopped';
  if (before.state === state) return `was ${state} already`;
  return cron === undefined ? `is ${state}` : `is ${state}, and does not come again`;
}
