import type { Command } from 'commander';
import type { PlanFlags } from '../commands/queue/plan.ts';
import type { WorkFlags } from '../commands/queue/work-options.ts';
import { group } from './agent-options.ts';
import { MOST_USED, workOptions } from './queue-options.ts';
import { command, type QueuePart } from './queue-part.ts';

/** Working the backlog off, and what would be worked off when. */
export function addWorkCommands({ queue, terminal, end }: QueuePart): void {
  workOptions(command(queue, 'work', 'Work the backlog off, on whichever account has room, until you end it.'))
    .addOption(group('--until <time>', 'begin nothing after this: 07:00, +8h', MOST_USED))
    .addOption(group('--idle-exit', 'end when nothing is left to do', MOST_USED))
    .addOption(group('--once', 'one item, and end', MOST_USED))
    .addOption(group('--jsonl', 'print an object for each beginning and end', MOST_USED))
    .action(async (_: unknown, self: Command) => {
      const { workCommand } = await import('../commands/queue/work.ts');
      end(await workCommand(self.optsWithGlobals<WorkFlags>(), terminal));
    });
  workOptions(command(queue, 'plan', 'Show what would run where and when, if work began now.'))
    .option('--days <n>', 'look so far ahead (7)')
    .action(async (_: unknown, self: Command) => {
      const { planCommand } = await import('../commands/queue/plan.ts');
      end(await planCommand(self.optsWithGlobals<PlanFlags>(), terminal));
    });
}
