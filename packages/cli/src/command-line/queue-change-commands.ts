import type { Command } from 'commander';
import type { EditFlags } from '../commands/queue/edit.ts';
import type { HoldFlags, PauseFlags, ResumeFlags } from '../commands/queue/holds.ts';
import type { QueueFlags } from '../commands/queue/open-queue.ts';
import { entryOptions, scopeOptions } from './queue-options.ts';
import { command, ITEM_WORDS, ITEMS, type QueuePart } from './queue-part.ts';

/** What keeps work back, brings it back or makes it another. */
export function addChangeCommands({ queue, terminal, end }: QueuePart): void {
  scopeOptions(command(queue, 'pause', 'Let nothing begin any more; what runs goes on.'))
    .option('--until <time>', 'until then: 18:00, +2h, "tomorrow 8:00"')
    .option('--reason <words>', 'why, for everybody who looks')
    .option('--drain', 'wait until nothing of it runs any more')
    .action(async (_: unknown, self: Command) => {
      const { pauseCommand } = await import('../commands/queue/holds.ts');
      end(await pauseCommand(self.optsWithGlobals<PauseFlags>(), terminal));
    });
  scopeOptions(command(queue, 'resume', 'Lift a pause; without a name all of them.'))
    .option('--force', 'lift what failures have parked, too')
    .action(async (_: unknown, self: Command) => {
      const { resumeCommand } = await import('../commands/queue/holds.ts');
      end(await resumeCommand(self.optsWithGlobals<ResumeFlags>(), terminal));
    });

  command(queue, 'cancel', 'End items: those that wait at once, those that run as soon as their worker hears it.')
    .argument(ITEMS, ITEM_WORDS)
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { cancelCommand } = await import('../commands/queue/cancel.ts');
      end(await cancelCommand(items, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  entryOptions(command(queue, 'retry', 'Bring back what is dead, was cancelled or needs you.'))
    .argument(ITEMS, ITEM_WORDS)
    .option('--text <text>', 'another text')
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { retryCommand } = await import('../commands/queue/retry.ts');
      end(await retryCommand(items, self.optsWithGlobals<EditFlags>(), terminal));
    });
  entryOptions(command(queue, 'edit', 'Change items that do not run.'))
    .argument(ITEMS, ITEM_WORDS)
    .option('--text <text>', 'another text')
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { editCommand } = await import('../commands/queue/edit.ts');
      end(await editCommand(items, self.optsWithGlobals<EditFlags>(), terminal));
    });
  command(queue, 'hold', 'Keep items from beginning.')
    .argument(ITEMS, ITEM_WORDS)
    .option('--until <time>', 'until then: 18:00, +2h, "tomorrow 8:00"')
    .option('--reason <words>', 'why, for everybody who looks')
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { holdCommand } = await import('../commands/queue/holds.ts');
      end(await holdCommand(items, self.optsWithGlobals<HoldFlags>(), terminal));
    });
  command(queue, 'free', 'Lift the hold of items.')
    .argument(ITEMS, ITEM_WORDS)
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { freeCommand } = await import('../commands/queue/holds.ts');
      end(await freeCommand(items, self.optsWithGlobals<QueueFlags>(), terminal));
    });
}
