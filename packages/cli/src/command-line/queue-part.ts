import type { Command } from 'commander';
import { helpFormatter } from '../help/format-help.ts';
import type { CommandContext } from './command-context.ts';
import { HELP } from './queue-help.ts';

/** What the commands below `ccx queue` are made with; `end` is told the exit code. */
export interface QueuePart extends CommandContext {
  readonly queue: Command;
  readonly end: (exitCode: number) => void;
}

export const ITEM = '<item>';
export const ITEMS = '<items...>';
export const ITEM_WORDS = 'its number (41, #41) or the beginning of its id';

/** A command below `ccx queue`, with its own help. */
export function command(queue: Command, name: string, description: string, isDefault = false): Command {
  const [word = name] = name.split(' ');
  return queue
    .command(name, { isDefault })
    .description(description)
    .configureHelp({ formatHelp: helpFormatter(HELP[word] ?? { examples: `  ccx queue ${word}` }) });
}
