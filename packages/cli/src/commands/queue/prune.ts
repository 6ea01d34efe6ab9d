import type { WorkItem } from '@ccx/contracts';
import type { EndState } from '@ccx/queue';
import { EXIT } from '../../exit-codes.ts';
import { itemMark, itemTitle } from '../../queue-view/item-words.ts';
import { clockTime } from '../../render/clock-time.ts';
import { cutEnd } from '../../render/cut.ts';
import type { Terminal } from '../../render/terminal.ts';
import { parseDuration } from '../parse-values.ts';
import { createAsker } from '../profile/ask-yes.ts';
import { parseStates } from './list.ts';
import { withQueue, type QueueFlags } from './open-queue.ts';

export interface PruneFlags extends QueueFlags {
  readonly older?: string;
  readonly state?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const ENDS: readonly EndState[] = ['done', 'dead', 'cancelled'];
const SHOWN = 20;
const TITLE = 50;

/** `ccx queue prune`: shows what has ended long ago, and takes it away when the person says yes. */
export async function pruneCommand(flags: PruneFlags, terminal: Terminal): Promise<number> {
  const states = flags.state === undefined ? ENDS : parseStates(flags.state, '--state', ENDS);
  const before = new Date(Date.now() - parseDuration(flags.older ?? '30d', '--older')).toISOString();
  return withQueue(flags, terminal, async ({ queue }) => {
    const found: WorkItem[] = [];
    for (const state of states) {
      for await (const item of queue.list(state)) if ((item.endedAt ?? '9') < before) found.push(item);
    }
    const sure = flags.yes === true && flags.dryRun !== true;
    if (flags.json !== true) show(found, before, terminal);
    if (flags.json === true && !sure) {
      terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, before, items: found, pruned: 0 })}\n`);
      return EXIT.done;
    }
    if (found.length === 0 || flags.dryRun === true) return EXIT.done;
    const answer = sure ? true : await yes(found.length, terminal);
    if (answer === null) return EXIT.interrupted;
    if (!answer) return EXIT.done;
    const pruned = await queue.prune({ states, before });
    if (flags.json === true)
      terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, before, items: found, pruned })}\n`);
    else terminal.stderr.write(` ${terminal.stderr.colors.green(terminal.symbols.done)} ${pruned} taken away\n`);
    return EXIT.done;
  });
}

/** `null`: the person left. */
async function yes(count: number, { stderr }: Terminal): Promise<boolean | null> {
  if (!process.stdin.isTTY) {
    stderr.write('   ccx queue prune --yes     takes them away\n');
    return false;
  }
  const asker = createAsker();
  try {
    return await asker.ask(`take ${count === 1 ? 'it' : `these ${count}`} away, with attempts and events?`);
  } finally {
    asker.stop();
  }
}

function show(items: readonly WorkItem[], before: string, terminal: Terminal): void {
  const { stdout, symbols, timeZone } = terminal;
  const zone = { now: new Date().toISOString(), timeZone };
  if (items.length === 0) {
    stdout.write(` nothing ended before ${clockTime(before, zone)}\n`);
    return;
  }
  for (const item of items.slice(0, SHOWN)) {
    const ended = item.endedAt === undefined ? '' : `   ${item.state} ${clockTime(item.endedAt, zone)}`;
    stdout.write(
      ` ${itemMark(item.state, symbols, stdout.colors)} #${item.seq} ${cutEnd(itemTitle(item), TITLE, symbols.ellipsis)}${ended}\n`,
    );
  }
  if (items.length > SHOWN) stdout.write(`   and ${items.length - SHOWN} more\n`);
}
