import { AGENT_KINDS } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import type { QuotaFlags } from '../commands/quota-flags.ts';
import type { RecordFlags } from '../commands/quota-record.ts';
import type { ReplayFlags } from '../commands/quota-replay.ts';
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
    .option('--source <name>', 'this source alone: run, statusline, control, print, rpc, log, pty, tmux')
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
    .action(async (name: string | undefined, _: WaitFlags, command: Command) => {
      const { quotaWaitCommand } = await import('../commands/quota-wait.ts');
      // `ccx quota` has some of its options too, and takes them.
      end(await quotaWaitCommand(name, command.optsWithGlobals<WaitFlags>(), terminal));
    });
  quota
    .command('record')
    .description("Keep the talk with an agent's screen in a folder, without what is private.")
    .argument('<folder>', 'a new or empty folder')
    .configureHelp({ formatHelp: helpFormatter(RECORD_HELP) })
    .option('--agent <name>', `${AGENT_KINDS.join(', ')}; else the one that is installed`)
    .option('--json', 'print one object')
    .action(async (folder: string, _: RecordFlags, command: Command) => {
      const { quotaRecordCommand } = await import('../commands/quota-record.ts');
      end(await quotaRecordCommand(folder, command.optsWithGlobals<RecordFlags>(), terminal));
    });
  quota
    .command('replay')
    .description('Read a recorded screen again: nothing is started, nobody is asked.')
    .argument('<folder>', 'of ccx quota record')
    .configureHelp({ formatHelp: helpFormatter(REPLAY_HELP) })
    .option('--speed <times>', 'wait as the agent did (1) or less (10), and tell each phase')
    .option('--json', 'print one object')
    .action(async (folder: string, _: ReplayFlags, command: Command) => {
      const { quotaReplayCommand } = await import('../commands/quota-replay.ts');
      end(await quotaReplayCommand(folder, command.optsWithGlobals<ReplayFlags>(), terminal));
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

const RECORD_HELP: HelpTexts = {
  examples: `
  ccx quota record ./screen --agent claude
  asciinema play ./screen/session.cast`,
  after: `
For a report about a screen that ccx does not read. E-mail, organization, paths, ids and tokens are replaced by
letters that are as wide; the recording is kept only if it still means the same. Look through it all the same.
It asks as ccx quota --source pty does: Claude Code then opens a window of the plan if none is open.`,
};

const REPLAY_HELP: HelpTexts = {
  examples: `
  ccx quota replay ./screen
  ccx quota replay ./screen --speed 1`,
  after: 'Exit code 1: the screen means something else now than when it was recorded.',
};
