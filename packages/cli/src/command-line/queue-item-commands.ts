import { CcxError } from '@ccx/contracts';
import type { Command } from 'commander';
import type { AddFlags } from '../commands/queue/add.ts';
import type { ListFlags } from '../commands/queue/list.ts';
import type { LogsFlags } from '../commands/queue/logs.ts';
import type { QueueFlags } from '../commands/queue/open-queue.ts';
import { printableLine } from '../render/printable.ts';
import { collect, group } from './agent-options.ts';
import { entryOptions } from './queue-options.ts';
import { command, ITEM, ITEM_WORDS, type QueuePart } from './queue-part.ts';

const WHAT = 'What:';
const WHERE = 'Where:';

/** Putting work into the backlog, and looking at it. */
export function addItemCommands({ queue, terminal, agentArgs, end }: QueuePart): void {
  const add = command(queue, 'add [text]', 'Put work into the backlog: a text, a file each, or a whole batch.').usage(
    '[text] [options] [-- arguments for the agent]',
  );
  entryOptions(add)
    .addOption(group('--file <file>', 'one item with the text of this file; repeatable', WHAT).argParser(collect))
    .addOption(group('--batch <file>', 'many: a checklist (.md), a list (.yaml) or an entry a line (.jsonl)', WHAT))
    .addOption(group('--command <line>', 'a line for the shell instead of an agent', WHAT))
    .addOption(group('--dry-run', 'show what would be added, and add nothing', WHAT))
    .addOption(group('--hold', 'held until you say: ccx queue free', WHAT))
    .addOption(group('--cwd <folder>', 'the folder in which it is done (this one)', WHERE))
    .addOption(
      group('--worktree [name]', 'in a worktree of the repository; without a name a fresh one for each item', WHERE),
    )
    .addOption(group('--base <commit>', 'with --worktree: where its branch begins', WHERE))
    .action(async (text: string | undefined, _: unknown, self: Command) => {
      const { addCommand } = await import('../commands/queue/add.ts');
      end(await addCommand({ text, flags: self.optsWithGlobals<AddFlags>(), agentArgs, terminal }));
    });

  command(queue, 'list', 'List what is to be done, in the order in which it would begin.', true)
    .option('--all', 'what has ended too')
    .option('--state <names>', 'only these: waiting, delayed, running, held, needs-human, done, dead, cancelled')
    .option('--lane <lane>', 'only what requires this: auto, codex, claude/work')
    .option('--jsonl', 'print an object a line')
    // What is no command comes here, and is told apart with a better word than "too many arguments".
    .allowExcessArguments()
    .action(async (_: unknown, self: Command) => {
      const [word] = self.args;
      if (word !== undefined) {
        throw new CcxError('invalid_argument', `ccx queue knows no command "${printableLine(word)}".`, {
          hint: 'ccx queue --help',
        });
      }
      const { listCommand } = await import('../commands/queue/list.ts');
      end(await listCommand(self.optsWithGlobals<ListFlags>(), terminal));
    });

  command(queue, 'show', 'Tell all that is known of an item: tries, account, cost, log, session.')
    .argument(ITEM, ITEM_WORDS)
    .action(async (item: string, _: unknown, self: Command) => {
      const { showCommand } = await import('../commands/queue/show.ts');
      end(await showCommand(item, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  command(queue, 'logs', 'Show what the last run of an item said and did.')
    .argument(ITEM, ITEM_WORDS)
    .option('-f, --follow', 'stay until it has ended')
    .option('--raw', "the agent's own lines")
    .action(async (item: string, _: unknown, self: Command) => {
      const { logsCommand } = await import('../commands/queue/logs.ts');
      end(await logsCommand(item, self.optsWithGlobals<LogsFlags>(), terminal));
    });
}
