import { Option, type Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addChangeCommands } from './queue-change-commands.ts';
import { addItemCommands } from './queue-item-commands.ts';
import { addUpkeepCommands } from './queue-upkeep-commands.ts';
import { addWorkCommands } from './queue-work-commands.ts';

/** All below `ccx queue`, whose own options are heard wherever they stand; `end` is told the exit code. */
export function addQueueCommands(queue: Command, context: CommandContext, end: (exitCode: number) => void): void {
  queue
    .addOption(new Option('--json', 'print one object'))
    .addOption(
      new Option('--backend <url>', 'another backlog, for this call: sqlite:///path, redis://…, postgres://…'),
    );
  for (const add of [addItemCommands, addWorkCommands, addChangeCommands, addUpkeepCommands]) {
    add({ ...context, queue, end });
  }
}
