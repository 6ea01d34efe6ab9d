import type { WorkItem } from '@ccx/contracts';
import { itemTitle } from '../../queue-view/item-words.ts';
import { cutEnd } from '../../render/cut.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import type { QueueFlags } from './open-queue.ts';

/** So that what became of it stands beside it. */
const TITLE = 40;

/** Says what became of items: a line each, or one object with all of them as they are now. */
export function sayItems(
  items: readonly WorkItem[],
  words: (item: WorkItem) => string,
  { flags, terminal }: { readonly flags: QueueFlags; readonly terminal: Terminal },
): void {
  const { stdout, stderr, symbols } = terminal;
  if (flags.json === true) {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, items })}\n`);
    return;
  }
  for (const item of items) {
    const said = printableLine(words(item));
    stderr.write(
      ` ${stderr.colors.green(symbols.done)} #${item.seq} ${cutEnd(itemTitle(item), TITLE, symbols.ellipsis)} ${said}\n`,
    );
  }
}
