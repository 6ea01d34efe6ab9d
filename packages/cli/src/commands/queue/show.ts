import { homedir } from 'node:os';
import type { WorkItem } from '@ccx/contracts';
import type { Backlog, WorkEvent } from '@ccx/queue';
import { composeAccountNames } from '../../compose/account-names.ts';
import { EXIT } from '../../exit-codes.ts';
import { itemCard } from '../../queue-view/item-card.ts';
import { resumeCommand } from '../../queue-view/resume-command.ts';
import { createEventTeller } from '../../queue-view/tell-events.ts';
import type { Terminal } from '../../render/terminal.ts';
import { lastEventBefore } from './event-search.ts';
import { namedItem, withQueue, type QueueFlags } from './open-queue.ts';

/** `ccx queue show`: all that is known of one item. */
export async function showCommand(word: string, flags: QueueFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ queue }) => {
    const item = await namedItem(queue, word);
    const [attempts, events] = await Promise.all([queue.attempts(item.id), eventsOf(queue, item)]);
    if (flags.json === true) {
      const resume = resumeCommand(item);
      terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, item, attempts, events, resume })}\n`);
      return EXIT.done;
    }
    const needed = await Promise.all((item.after ?? []).map(async (id) => (await queue.get(id)) ?? id));
    const tell = createEventTeller({
      nameOf: await composeAccountNames(process.env, terminal.home ?? homedir()),
      timeZone: terminal.timeZone,
    });
    const told = events.flatMap((event) => {
      const words = tell(event);
      return words === null ? [] : [{ at: event.at, words }];
    });
    const lines = itemCard(item, { terminal, now: new Date().toISOString(), attempts, events: told, needed });
    terminal.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  });
}

/** None of an item is older than the item. */
async function eventsOf(queue: Backlog, { id, createdAt }: WorkItem): Promise<readonly WorkEvent[]> {
  const found: WorkEvent[] = [];
  for (let after = await lastEventBefore(queue, createdAt); ;) {
    const events = await queue.events(after);
    found.push(...events.filter(({ item }) => item === id));
    const last = events.at(-1);
    if (last === undefined) return found;
    after = last.id;
  }
}
