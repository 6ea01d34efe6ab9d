import type { Command } from 'commander';
import type { InstallFlags, StatusFlags, UninstallFlags } from '../commands/statusline.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

const PROFILE = ['--profile <name>', 'whose settings; else those of the account in which the shell stands'] as const;

/** `ccx statusline` and what puts it into the settings of Claude Code; `end` is told the exit code. */
export function addStatuslineCommands(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  const statusline = program
    .command('statusline')
    .description('Be the status line of Claude Code: model, context, limits, cost; remember the quota it tells.')
    .usage('[options]  or  ccx statusline install|status|uninstall')
    .helpCommand(false)
    .configureHelp({ formatHelp: helpFormatter(STATUSLINE_HELP) })
    // Whatever stands there is for the line, which takes what it knows.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { showLine } = await import('../statusline/show-line.ts');
      end(await showLine(statusline.args));
    });
  statusline
    .command('install')
    .description('Put it into settings.json; a status line that is there is kept within.')
    .configureHelp({ formatHelp: helpFormatter(INSTALL_HELP) })
    .option('--format <format>', 'what the line shows')
    .option(...PROFILE)
    .option('--dry-run', 'change nothing, show what would change')
    .action(async (flags: InstallFlags) => {
      const { installStatuslineCommand } = await import('../commands/statusline.ts');
      end(await installStatuslineCommand(flags, terminal));
    });
  statusline
    .command('status')
    .description('Say what the settings call.')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx statusline status --json' }) })
    .option(...PROFILE)
    .option('--json', 'print one object')
    .action(async (flags: StatusFlags) => {
      const { statuslineStatusCommand } = await import('../commands/statusline.ts');
      end(await statuslineStatusCommand(flags, terminal));
    });
  statusline
    .command('uninstall')
    .description('Take it out again; settings that nobody has touched since become what they were.')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx statusline uninstall --dry-run' }) })
    .option(...PROFILE)
    .option('--dry-run', 'change nothing, show what would change')
    .action(async (flags: UninstallFlags) => {
      const { uninstallStatuslineCommand } = await import('../commands/statusline.ts');
      end(await uninstallStatuslineCommand(flags, terminal));
    });
}

const STATUSLINE_HELP: HelpTexts = {
  examples: `
  ccx statusline install --dry-run
  ccx statusline install
  ccx statusline install --format '{model} [5h {session}[ ({session-reset})]]'
  CLAUDE_CONFIG_DIR=~/.claude-work ccx statusline install`,
  after: `
--format shows these fields in any text; what stands in [...] is left out where one is unknown.
--tee runs a command on the same input and shows its line; with --format ccx's own line follows it.
Fields: {model} {context} {session} {session-reset} {week} {week-reset} {cost} {today} {window}
        {account}
Claude Code writes a session's JSON to its stdin; whatever comes, one line is printed and the exit
code is 0.`,
};

const INSTALL_HELP: HelpTexts = {
  examples: `
  ccx statusline install --dry-run
  ccx statusline install
  CLAUDE_CONFIG_DIR=~/.claude-work ccx statusline install`,
};
