import { homedir } from 'node:os';
import { CcxError, type WorkItem } from '@ccx/contracts';
import type { Backlog } from '@ccx/queue';
import { composeQueue, type OpenQueue } from '../../compose/queue.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';

/** What every command of the queue understands. */
export interface QueueFlags {
  readonly backend?: string;
  readonly json?: boolean;
}

/** Opens the person's backlog for as long as it is used. */
export async function withQueue<T>(
  { backend }: QueueFlags,
  { home }: Pick<Terminal, 'home'>,
  use: (open: OpenQueue) => Promise<T>,
  atOnce: number | null = null,
): Promise<T> {
  const open = await composeQueue(process.env, home ?? homedir(), backend, atOnce);
  try {
    return await use(open);
  } finally {
    await open.queue.close();
  }
}

/** The items that a person names, each once. @throws {CcxError} `not_found` */
export async function namedItems(queue: Backlog, words: readonly string[]): Promise<readonly WorkItem[]> {
  const found = new Map<string, WorkItem>();
  for (const word of words) {
    const item = await namedItem(queue, word);
    found.set(item.id, item);
  }
  return [...found.values()];
}

/** By its number or the beginning of its id. @throws {CcxError} `not_found` */
export async function namedItem(queue: Backlog, word: string): Promise<WorkItem> {
  const item = await queue.get(word);
  if (item !== null) return item;
  throw new CcxError('not_found', `No item of the queue is "${printableLine(word)}".`, {
    hint: 'ccx queue list --all',
  });
}

/** As it is now; it may have been taken away meanwhile. */
export async function itemAgain(queue: Backlog, item: WorkItem): Promise<WorkItem> {
  return (await queue.get(item.id)) ?? item;
}
