import type { Command } from 'commander';
import type { EventsFlags } from '../commands/queue/events.ts';
import type { ListFlags } from '../commands/queue/list.ts';
import type { QueueFlags } from '../commands/queue/open-queue.ts';
import type { PruneFlags } from '../commands/queue/prune.ts';
import { command, type QueuePart } from './queue-part.ts';

/** Looking back, tidying up, and where the backlog lies. */
export function addUpkeepCommands({ queue, terminal, end }: QueuePart): void {
  command(queue, 'prune', 'Show what has ended long ago, and take it away.')
    .option('--older <duration>', 'than this (30d)')
    .option('--state <names>', 'only these: done, dead, cancelled')
    .option('--dry-run', 'show it, and take nothing away')
    .option('-y, --yes', 'do not ask')
    .action(async (_: unknown, self: Command) => {
      const { pruneCommand } = await import('../commands/queue/prune.ts');
      end(await pruneCommand(self.optsWithGlobals<PruneFlags>(), terminal));
    });
  command(queue, 'stats', 'Count: items, starts, tries, costs, and what is allowed.').action(
    async (_: unknown, self: Command) => {
      const { statsCommand } = await import('../commands/queue/stats.ts');
      end(await statsCommand(self.optsWithGlobals<QueueFlags>(), terminal));
    },
  );
  command(queue, 'events', 'Tell what happened, oldest first.')
    .option('-f, --follow', 'stay, and tell what happens')
    .option('--after <id>', 'only what came after this event')
    .option('--jsonl', 'print an object a line')
    .action(async (_: unknown, self: Command) => {
      const { eventsCommand } = await import('../commands/queue/events.ts');
      end(await eventsCommand(self.optsWithGlobals<EventsFlags>(), terminal));
    });

  command(queue, 'export', 'Write out what is to be done, an item a line.')
    .option('--all', 'what has ended too')
    .option('--state <names>', 'only these')
    .option('--lane <lane>', 'only what requires this')
    .action(async (_: unknown, self: Command) => {
      const { exportCommand } = await import('../commands/queue/transfer.ts');
      end(await exportCommand(self.optsWithGlobals<ListFlags>(), terminal));
    });
  command(queue, 'import', 'Put in what another queue has written out, all of it or nothing.')
    .argument('<file>', 'its lines; - reads a pipe')
    .action(async (file: string, _: unknown, self: Command) => {
      const { importCommand } = await import('../commands/queue/transfer.ts');
      end(await importCommand(file, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  command(queue, 'backend', 'Say where the backlog lies, or remember another place.')
    .argument('[url]', 'sqlite:///absolute/path/queue.db; default: where ccx keeps its files')
    .action(async (url: string | undefined, _: unknown, self: Command) => {
      const { backendCommand } = await import('../commands/queue/backend.ts');
      end(await backendCommand(url, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  command(queue, 'migrate', 'Prepare a backend that is a server; SQLite needs none.').action(
    async (_: unknown, self: Command) => {
      const { migrateCommand } = await import('../commands/queue/backend.ts');
      end(await migrateCommand(self.optsWithGlobals<QueueFlags>(), terminal));
    },
  );
}
