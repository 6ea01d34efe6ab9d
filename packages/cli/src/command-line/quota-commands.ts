import { AGENT_KINDS } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import type { QuotaFlags } from '../commands/quota-flags.ts';
import type { WaitFlags } from '../commands/quota-wait.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

const MOST_USED = 'Most used:';
const WATCHING = 'With --watch:';

/** `ccx quota` and what belongs to it; `end` is told the exit code. */
export function addQuotaCommands(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  const quota = program
    .command('quota')
    .description('Show what is left on each account, and when it comes back.')
    .argument('[name...]', 'only these accounts; else all of the agents that are installed')
    .usage('[name...] [options]')
    .helpCommand(false)
    .configureHelp({ formatHelp: helpFormatter(QUOTA_HELP) })
    .addOption(new Option('--refresh', 'ask now, whatever is remembered').helpGroup(MOST_USED))
    .addOption(new Option('--json', 'print one object').helpGroup(MOST_USED))
    .addOption(new Option('--explain', 'say which sources were asked, and what each said').helpGroup(MOST_USED))
    .addOption(new Option('--max-age <duration>', 'ask where numbers are older (15m)').helpGroup(MOST_USED))
    .addOption(new Option('--watch', 'stay, and show what changes').helpGroup(MOST_USED))
    .option('--agent <name>', `only accounts of ${AGENT_KINDS.join(', ')}`)
    .option('--source <name>', 'ask this source alone: control, print, rpc, log, pty, tmux')
    .addOption(new Option('--jsonl', 'one JSON object a line and change').helpGroup(WATCHING))
    .addOption(new Option('--on-change <command>', 'run it at each change, the JSON on its stdin').helpGroup(WATCHING))
    .addOption(
      new Option('--on-level <level...>', 'soft (90 %), hard (used up) or reset, then a command: once per crossing')
        .argParser(collectPair)
        .helpGroup(WATCHING),
    )
    .action(async (names: readonly string[], flags: QuotaFlags) => {
      const { quotaCommand } = await import('../commands/quota.ts');
      end(await quotaCommand(names, flags, terminal));
    });
  quota
    .command('wait')
    .description('Wait until an account has room again.')
    .argument('[name]', 'the account to wait for')
    .usage('[name | --any] [options]')
    .configureHelp({ formatHelp: helpFormatter(WAIT_HELP) })
    .option('--any', 'whichever account has room first')
    .option('--until <percent>', 'wait until no window of it is fuller than this')
    .option('--json', 'print one object when there is room')
    .action(async (name: string | undefined, flags: WaitFlags) => {
      const { quotaWaitCommand } = await import('../commands/quota-wait.ts');
      end(await quotaWaitCommand(name, flags, terminal));
    });
}

/** `--on-level soft 'cmd'`: commander hands over one word at a time. */
function collectPair(word: string, all: readonly string[] | undefined): readonly string[] {
  return [...(all ?? []), word];
}

const QUOTA_HELP: HelpTexts = {
  examples: `
  ccx quota
  ccx quota claude codex --refresh
  ccx quota --json --max-age 1h
  ccx quota --watch --jsonl --on-level hard 'notify-send "used up"'
  ccx quota wait --any && ccx run --resume-last`,
  after: `
Percentages are what is used; ≥ where the source rounds down. Numbers younger than 15 minutes are shown
as they are. Asking costs nothing of the plan, but each vendor counts how often it is asked: one account is
asked every 3 minutes at most, unless --refresh says so. Exit code 75: every account that was asked is used up.`,
};

const WAIT_HELP: HelpTexts = {
  examples: `
  ccx quota wait claude
  ccx quota wait --any --until 50`,
  after: 'It waits until two minutes after the reset, and asks once more before it ends with 0.',
};
