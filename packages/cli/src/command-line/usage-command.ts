import { AGENT_KINDS } from '@ccx/contracts';
import { Argument, Option, type Command } from 'commander';
import { USAGE_KINDS, type UsageFlags } from '../commands/usage-flags.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

const MOST_USED = 'Most used:';
const FILTERS = 'Which calls:';

/** `ccx usage`; `end` is told the exit code. */
export function addUsageCommand(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  const usage = program
    .command('usage')
    .description('Tell what was used and what it cost, from the transcripts of all your accounts.')
    .addArgument(new Argument('[report]', 'by what').choices([...USAGE_KINDS, 'blocks']).default('daily'))
    .configureHelp({ formatHelp: helpFormatter(HELP) })
    .addOption(group('--since <day>', 'from this day on: 2026-11-01, today, 7d, 4w', MOST_USED))
    .addOption(group('--profile <names>', 'only these accounts', MOST_USED))
    .addOption(group('--breakdown', 'what each model has of a row', MOST_USED))
    .addOption(group('--by <report>', 'a second dimension: one row for each pair', MOST_USED).choices(USAGE_KINDS))
    .addOption(group('--json', 'print one object', MOST_USED))
    .addOption(group('--until <day>', 'up to this day, which belongs to it', FILTERS))
    .addOption(group('--agent <name>', 'only this agent', FILTERS).choices(AGENT_KINDS))
    .addOption(group('--project <folder>', 'only calls that were made in this folder', FILTERS))
    .addOption(group('--model <name>', 'only this model, as its vendor writes it', FILTERS))
    .addOption(group('--session <id>', 'only this session; the beginning of its id will do', FILTERS))
    .option('--timezone <zone>', 'whose days: Europe/Berlin (yours)')
    .addOption(new Option('--week-start <day>', 'where a week begins (monday)').choices(['monday', 'sunday']))
    .addOption(
      new Option(
        '--mode <price>',
        "whose price: the vendor's where it wrote one, the table's, the vendor's alone (auto)",
      ).choices(['auto', 'calculate', 'display']),
    )
    .addOption(new Option('--sort <what>', 'the order of rows').choices(['key', 'cost', 'tokens', 'calls']))
    .addOption(new Option('--order <way>', 'rising or falling').choices(['asc', 'desc']))
    .option('--limit <n>', 'at most so many rows; of days the newest')
    .addOption(new Option('--csv', 'print comma-separated values').conflicts('json'))
    .option('--active', 'of blocks only those that are open')
    .option('--audit', 'what reports leave out: lines, calls and prices')
    .option('--watch', 'stay, and tell whenever it changes')
    .addOption(new Option('--jsonl', 'one object a line, with --watch').conflicts(['json', 'csv']))
    .action(async (kind: string, flags: UsageFlags) => {
      const { usageCommand } = await import('../commands/usage.ts');
      end(await usageCommand(kind, flags, terminal));
    });
  usage
    .command('import-check')
    .description('Compare a report of ccusage with ours, and name the rule behind each difference.')
    .argument('<file>', 'what ccusage printed with --json; - reads it from a pipe')
    .configureHelp({ formatHelp: helpFormatter(IMPORT_HELP) })
    .action(async (file: string, _: unknown, command: Command) => {
      const { importCheckCommand } = await import('../commands/usage-import-check.ts');
      // Options of `ccx usage` are heard wherever they stand.
      end(await importCheckCommand(file, command.parent?.opts<UsageFlags>() ?? {}, terminal));
    });
}

function group(flags: string, description: string, heading: string): Option {
  return new Option(flags, description).helpGroup(heading);
}

const HELP: HelpTexts = {
  examples: `
  ccx usage
  ccx usage monthly --by profile
  ccx usage session --since 7d --sort cost --limit 10
  ccx usage blocks --active
  ccx usage project --profile work --json`,
  after: `
Reports: daily (if you name none), weekly, monthly, session, project, worktree, branch, model,
profile, agent, subagent, entrypoint, and blocks: the 5-hour windows of each account.
Reads what is new in the transcripts and keeps it, also when the vendor deletes them. Nothing is
asked of anybody; prices come from a table of ccx, with your own in pricing.toml on top. A model
without a price is listed, never zero.`,
};

const IMPORT_HELP: HelpTexts = {
  examples: `
  ccusage daily --json | ccx usage import-check -
  ccx usage import-check blocks.json --profile work --json`,
  after: `
Reads ccusage's daily, weekly, monthly, session and blocks, and exits 1 where they differ. Takes
--profile, --timezone and --json. Days are those of your zone; --timezone names theirs.`,
};
