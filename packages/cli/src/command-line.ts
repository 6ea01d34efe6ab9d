import { CcxError } from '@ccx/contracts';
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { helpFormatter, type HelpTexts } from './help/format-help.ts';
import { addAccountCommands } from './command-line/account-commands.ts';
import { addFleetCommand } from './command-line/fleet-command.ts';
import { addModelsCommand } from './command-line/models-command.ts';
import { addRunCommand } from './command-line/run-command.ts';
import { QUEUE_HELP } from './command-line/queue-help.ts';
import { addQuotaCommands } from './command-line/quota-commands.ts';
import { addStatuslineCommands } from './command-line/statusline-commands.ts';
import { addUsageCommand } from './command-line/usage-command.ts';
import type { Terminal } from './render/terminal.ts';
import { ccxVersion } from './version.ts';

/** The table of commands; each command's code is loaded when it is called. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { own, agentArgs } = splitAgentArgs(argv);
  let exitCode: number = EXIT.done;
  const program = new Command('ccx')
    .description('The control room for coding agents on the command line.')
    .option('--no-color', 'plain text, also on a terminal (as NO_COLOR=1)')
    .version(ccxVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .configureHelp({ formatHelp: helpFormatter(PROGRAM_HELP) })
    .helpCommand(false);

  addRunCommand(program, { terminal, agentArgs }, (code) => {
    exitCode = code;
  });

  program
    .command('agents')
    .description('List the agents: installed or not, version, login, where.')
    .configureHelp({ formatHelp: helpFormatter(AGENTS_HELP) })
    .option('--json', 'print one object')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { agentsCommand } = await import('./commands/agents.ts');
      exitCode = await agentsCommand(terminal, json);
    });

  addAccountCommands(program, { terminal, agentArgs }, (code) => {
    exitCode = code;
  });
  addQuotaCommands(program, terminal, (code) => {
    exitCode = code;
  });
  const profile = program
    .command('profile')
    .description('Name your accounts, log in to them, bind folders to them, share settings among them.')
    .helpCommand(false);
  // So many commands take a while, and nobody else needs them.
  if (own.includes('profile') || own[0] === 'complete') {
    const { addProfileCommands } = await import('./command-line/profile-commands.ts');
    addProfileCommands(profile, terminal, (code) => {
      exitCode = code;
    });
  }
  addUsageCommand(program, terminal, (code) => {
    exitCode = code;
  });
  addFleetCommand(program, terminal, (code) => {
    exitCode = code;
  });
  const queue = program
    .command('queue')
    .description('Work through a backlog within the quotas: add to it, look at it, change it.')
    .configureHelp({ formatHelp: helpFormatter(QUEUE_HELP) })
    .helpCommand(false);
  if (own.includes('queue') || own[0] === 'complete') {
    const { addQueueCommands } = await import('./command-line/queue-command.ts');
    addQueueCommands(queue, { terminal, agentArgs }, (code) => {
      exitCode = code;
    });
  }
  addModelsCommand(program, terminal, (code) => {
    exitCode = code;
  });
  addStatuslineCommands(program, terminal, (code) => {
    exitCode = code;
  });

  const worktree = program
    .command('worktree')
    .description('List or remove the worktrees that ccx run --worktree has made.')
    .helpCommand(false)
    .configureHelp({ formatHelp: helpFormatter(WORKTREE_HELP) });
  worktree
    .command('list', { isDefault: true })
    .description('List those of this repository, with the commits that its checkout lacks.')
    .configureHelp({ formatHelp: helpFormatter(WORKTREE_HELP) })
    .option('--json', 'print one object')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { listWorktreesCommand } = await import('./commands/worktree.ts');
      exitCode = await listWorktreesCommand(terminal, json);
    });
  worktree
    .command('remove')
    .description('Remove one, unless work that is not committed would be lost; its branch stays.')
    .argument('<name>')
    .configureHelp({ formatHelp: helpFormatter(WORKTREE_HELP) })
    .option('--delete-branch', 'delete its branch too, if all of it is merged')
    .action(async (name: string, { deleteBranch = false }: { readonly deleteBranch?: boolean }) => {
      const { removeWorktreeCommand } = await import('./commands/worktree.ts');
      exitCode = await removeWorktreeCommand(terminal, name, deleteBranch);
    });

  program
    .command('demo')
    .description('Watch ccx carry a prompt through a scripted agent: nothing is called, nothing is paid.')
    .configureHelp({ formatHelp: helpFormatter(DEMO_HELP) })
    .action(async () => {
      const { demoCommand } = await import('./commands/demo.ts');
      exitCode = await demoCommand(terminal);
    });

  program
    .command('help')
    .description('Explain a topic: accounts, limits, queue, json, exit-codes; or a command.')
    .argument('[topic]')
    .configureHelp({ formatHelp: helpFormatter(HELP_HELP) })
    .action(async (topic: string | undefined) => {
      const named = topic === undefined ? program : program.commands.find((command) => command.name() === topic);
      if (named !== undefined) return named.outputHelp();
      const { helpTopic } = await import('./help/topics.ts');
      terminal.stdout.write(helpTopic(topic ?? ''));
    });

  for (const command of withSubcommands(program)) {
    // Errors are thrown, so that they look like every other error of ccx.
    command.exitOverride().configureOutput({ outputError: () => {} });
  }

  if (own.length === 0) {
    program.outputHelp();
    return EXIT.done;
  }
  try {
    await program.parseAsync([...own], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander throws for --help and --version too, after printing them.
    if (error.exitCode === 0) return EXIT.done;
    throw wrongUsage(error, own, program);
  }
}

/** What stands after the first `--` belongs to the agent. */
function splitAgentArgs(argv: readonly string[]): { own: readonly string[]; agentArgs: readonly string[] } {
  const at = argv.indexOf('--');
  return at < 0 ? { own: argv, agentArgs: [] } : { own: argv.slice(0, at), agentArgs: argv.slice(at + 1) };
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Commander's words for a value that is none of an option's or an argument's choices. */
const NO_CHOICE =
  /^(?:option '(--\S+).*?' argument|command-argument value) '(.*)' is invalid(?: for argument '(.+?)')?\. Allowed choices are (.+)$/;

function wrongUsage(error: CommanderError, own: readonly string[], program: Command): CcxError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const message = first
    .replace(/\.$/, '')
    .replace(
      NO_CHOICE,
      (_, option: string | undefined, value: string, argument: string | undefined, choices: string) =>
        `${option ?? argument} is "${value}"; one of ${choices} was expected`,
    );
  const named = commandNamed(own, program);
  const suggestion = rest.join(' ').replace(/[()]/g, '').trim();
  const help = `ccx ${named.map((command) => `${command.name()} `).join('')}--help`;
  return new CcxError('invalid_argument', `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, {
    hint: suggestion === '' ? help : `${suggestion} ${help}`,
  });
}

/** The commands that the first words name, each below the one before. */
function commandNamed(words: readonly string[], program: Command): readonly Command[] {
  const named: Command[] = [];
  for (const word of words) {
    const found = (named.at(-1) ?? program).commands.find(
      (command) => command.name() === word || command.aliases().includes(word),
    );
    if (found === undefined) return named;
    named.push(found);
  }
  return named;
}

const PROGRAM_HELP: HelpTexts = {
  examples: `
  ccx demo                                       see it work, without an account
  ccx run "explain the build of this project"    ask, change nothing
  ccx run "fix the failing test" --permission edit
  (echo "review this change:"; git diff) | ccx run --json`,
  after: 'Topics: ccx help accounts · limits · queue · json · exit-codes',
};

const AGENTS_HELP: HelpTexts = {
  examples: '  ccx agents\n  ccx agents --json',
  after: 'Asks each CLI for its own login status; no credential file is opened. A status proves no token.',
};

const WORKTREE_HELP: HelpTexts = {
  examples: `
  ccx worktree list
  ccx worktree remove parser
  ccx worktree remove parser --delete-branch`,
};

const DEMO_HELP: HelpTexts = { examples: '  ccx demo' };

const HELP_HELP: HelpTexts = { examples: '  ccx help limits\n  ccx help run' };
