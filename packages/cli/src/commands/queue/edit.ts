import { homedir } from 'node:os';
import { CcxError, type WorkItem } from '@ccx/contracts';
import type { Backlog, WorkChange } from '@ccx/queue';
import { workChange } from '@ccx/queue/batch';
import { EXIT } from '../../exit-codes.ts';
import { stateWords } from '../../queue-view/item-words.ts';
import type { Terminal } from '../../render/terminal.ts';
import { entryOfFlags, entryValues, type EntryFlags } from './entry-flags.ts';
import { entryPlaces, idsOf } from './entry-place.ts';
import { namedItems, withQueue, type QueueFlags } from './open-queue.ts';
import { sayItems } from './say-items.ts';

export interface EditFlags extends EntryFlags, QueueFlags {
  /** The new text of a prompt or a command. */
  readonly text?: string;
}

/** `ccx queue edit`: changes items that do not run. */
export async function editCommand(words: readonly string[], flags: EditFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ queue }) => {
    const items = await namedItems(queue, words);
    const changes = await changesOf(queue, items, flags, terminal);
    if (changes.some((change) => Object.keys(change).length === 0)) {
      throw new CcxError('invalid_argument', 'There is nothing to change.', { hint: 'ccx queue edit --help' });
    }
    const done: WorkItem[] = [];
    for (const [at, item] of items.entries()) done.push(await queue.edit(item.id, changes[at] ?? {}));
    const now = new Date().toISOString();
    sayItems(done, (item) => `is changed; ${stateWords(item, { now, timeZone: terminal.timeZone })}`, {
      flags,
      terminal,
    });
    return EXIT.done;
  });
}

/** What the flags change of each item; all that is wrong is said before any is changed. */
export async function changesOf(
  queue: Backlog,
  items: readonly WorkItem[],
  flags: EditFlags,
  { timeZone }: Terminal,
): Promise<readonly WorkChange[]> {
  const { text, ...rest } = flags;
  const values = entryValues(rest, []);
  const context = { now: new Date().toISOString(), timeZone };
  const ids = flags.after === undefined ? null : await idsOf(queue, wordsOf(flags.after));
  if (typeof ids === 'string') throw new CcxError('invalid_argument', `${ids}.`);
  const movesLane = flags.profile !== undefined || flags.agent !== undefined;
  const placeOf = movesLane ? await entryPlaces({ cwd: process.cwd(), home: homedir(), env: process.env }) : null;
  return Promise.all(
    items.map(async (item) => {
      const kind = item.type === 'command' ? 'command' : 'prompt';
      // An entry must have one, and what is not to change is not said.
      const { [kind]: said, after: _, ...entry } = entryOfFlags({ ...values, [kind]: text ?? '-' }, context);
      const place = await placeOf?.(entry);
      if (typeof place === 'string') throw new CcxError('invalid_argument', `${place}.`);
      const wanted = text === undefined ? entry : { ...entry, [kind]: said };
      return workChange(item, wanted, { ...context, lane: place?.lane ?? null, after: ids });
    }),
  );
}

/** `--after none` takes away what it comes after. */
function wordsOf(after: readonly string[]): readonly string[] {
  const words = after.flatMap((word) => word.split(',')).map((word) => word.trim());
  return words.filter((word) => word !== 'none' && word !== '');
}
