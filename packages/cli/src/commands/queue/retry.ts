import { CcxError, type WorkItem } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { itemPermission } from '../../queue-view/item-permission.ts';
import { permissionWords } from '../../queue-view/permission-words.ts';
import { payloadFacts } from '../../queue-view/item-words.ts';
import type { Terminal } from '../../render/terminal.ts';
import { changesOf, type EditFlags } from './edit.ts';
import { itemAgain, namedItems, withQueue } from './open-queue.ts';
import { sayItems } from './say-items.ts';

/** `ccx queue retry`: brings back what is dead, cancelled or needs a person, changed first where that is asked for. */
export async function retryCommand(words: readonly string[], flags: EditFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ queue }) => {
    const items = await namedItems(queue, words);
    const strange = items.find(({ state }) => !['dead', 'cancelled', 'needs-human'].includes(state));
    if (strange !== undefined) {
      throw new CcxError('invalid_argument', `#${strange.seq} is ${strange.state}: there is nothing to bring back.`, {
        hint: strange.state === 'done' ? `ccx queue show ${strange.seq}` : `ccx queue edit ${strange.seq} --priority 1`,
      });
    }
    const changes = await changesOf(queue, items, flags, terminal);
    const done: WorkItem[] = [];
    for (const [at, item] of items.entries()) {
      const change = changes[at] ?? {};
      if (Object.keys(change).length > 0) await queue.edit(item.id, change);
      await queue.redrive(item.id);
      // What comes back is due at once, whatever time it had.
      if (change.runAt !== undefined) await queue.edit(item.id, { runAt: change.runAt });
      done.push(await itemAgain(queue, item));
    }
    sayItems(done, backWords, { flags, terminal });
    return EXIT.done;
  });
}

function backWords({ state, payload, reason }: WorkItem): string {
  const permission = itemPermission(payload);
  const { allowDenied } = payloadFacts(payload);
  const why = state === 'held' && reason !== undefined ? ` (${reason})` : '';
  return `is ${state}${why}${permission === null ? '' : `; permission ${permissionWords(permission, allowDenied)}`}`;
}
