import { AGENT_KINDS, CcxError } from '@ccx/contracts';
import { Command, CommanderError, Option } from 'commander';
import { EXIT } from './exit-codes.ts';
import { helpFormatter, type HelpTexts } from './help/format-help.ts';
import { addAccountCommands } from './command-line/account-commands.ts';
import { addModelsCommand } from './command-line/models-command.ts';
import { addQuotaCommands } from './command-line/quota-commands.ts';
import { addStatuslineCommands } from './command-line/statusline-commands.ts';
import type { RunFlags } from './commands/run-options.ts';
import type { Terminal } from './render/terminal.ts';
import { ccxVersion } from './version.ts';

const MOST_USED = 'Most used:';
const OUTPUT = 'Output:';
const ACCOUNTS = 'Accounts:';

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

  program
    .command('run')
    .description('Run one prompt through a coding agent to a result that can be trusted.')
    .argument('[prompt]', 'what the agent shall do; - or nothing reads it from stdin')
    .usage('[prompt] [options] [-- arguments for the agent]')
    .configureHelp({ formatHelp: helpFormatter(RUN_HELP) })
    .addOption(
      group('--permission <level>', 'safe: its own default · edit: may change files · full: anything', MOST_USED),
    )
    .addOption(group('--model <name>', 'the model, by the name its vendor gives it', MOST_USED))
    .addOption(group('--resume <session>', 'go on with an earlier session', MOST_USED))
    .addOption(group('--timeout <duration>', 'end the whole run after this time (90s, 10m, 1h30m)', MOST_USED))
    .addOption(group('--json', 'print one result object', MOST_USED))
    .addOption(group('--jsonl', 'print every event as it comes, one JSON object a line', OUTPUT))
    .addOption(group('--raw', "print the agent's own lines, unchanged", OUTPUT))
    .addOption(group('--quiet', 'print the answer and nothing else', OUTPUT))
    .addOption(
      group('--profile <names>', 'on this account, or these in this order; auto: whatever is pinned', ACCOUNTS),
    )
    .addOption(group('--agent <name>', `${AGENT_KINDS.join(', ')}; else the one that is installed`, ACCOUNTS))
    .addOption(group('--only <names>', 'choose among these accounts: work,private', ACCOUNTS))
    .addOption(
      group('--fallback <names>', 'where to go on when none of them has room: codex,gemini or accounts', ACCOUNTS),
    )
    .addOption(group('--wait', 'wait until there is room, instead of ending with 75', ACCOUNTS))
    .addOption(group('--explain', 'say which accounts were looked at, and why this one', ACCOUNTS))
    .addOption(group('--max-attempts <n>', 'go on at most so often', ACCOUNTS))
    .addOption(
      group('--carry-session', 'after a limit: copy the session to the next account and resume it there', ACCOUNTS),
    )
    .addOption(group('--rerun-after-reads', 'after a limit: send the prompt again where tools had only read', ACCOUNTS))
    .option('--prompt-file <file>', 'read the prompt from a file')
    .option('--cwd <folder>', 'the folder in which the agent works')
    .option('--worktree <name>', 'work in .ccx/worktrees/NAME of the repository, on the branch ccx/NAME')
    .option('--base <commit>', 'with --worktree: where its branch begins (the current commit)')
    .option('--effort <level>', "the agent's reasoning effort")
    .option('--allow <tool>', 'allow a tool beyond --permission, as the agent writes it; repeatable', collect)
    .option('--resume-last', 'go on with the last run in this folder, where it stopped')
    .option('--fork', 'with --resume: go on from a copy, the session itself stays')
    .option('--idle-timeout <duration>', 'end the run after this time without progress (5m)')
    .option('--max-turns <n>', 'at most this many turns')
    .option('--budget <usd>', 'at most this many US dollars')
    .option('--schema <file|json>', 'a JSON schema for the answer')
    .option('--env <name=value>', 'set a variable for the agent; repeatable', collect)
    .action(async (prompt: string | undefined, flags: RunFlags) => {
      const { runCommand } = await import('./commands/run.ts');
      exitCode = await runCommand({ prompt, flags, agentArgs, terminal });
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
    .description('Explain a topic: accounts, limits, json, exit-codes; or a command.')
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

function group(flags: string, description: string, heading: string): Option {
  return new Option(flags, description).helpGroup(heading);
}

function wrongUsage(error: CommanderError, own: readonly string[], program: Command): CcxError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const message = first.replace(/\.$/, '');
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
    const found = (named.at(-1) ?? program).commands.find((command) => command.name() === word);
    if (found === undefined) return named;
    named.push(found);
  }
  return named;
}

function collect(value: string, all: readonly string[] | undefined): readonly string[] {
  return [...(all ?? []), value];
}

const PROGRAM_HELP: HelpTexts = {
  examples: `
  ccx demo                                       see it work, without an account
  ccx run "explain the build of this project"    ask, change nothing
  ccx run "fix the failing test" --permission edit
  (echo "review this change:"; git diff) | ccx run --json`,
  after: 'Topics: ccx help accounts · limits · json · exit-codes',
};

const RUN_HELP: HelpTexts = {
  examples: `
  ccx run "explain the build of this project"
  ccx run "add a --json flag to export" --permission edit --timeout 20m
  ccx run --prompt-file task.md --json > result.json
  ccx run "try the new parser" --permission edit --worktree parser
  ccx run --resume-last
  ccx run "list the open ports" -- --disallowedTools Bash`,
  after: `
Without a terminal the answer goes to stdout and only trouble to stderr. Ctrl-C stops the agent
and still prints what it has; Ctrl-C again ends it at once. Exit codes: ccx help exit-codes`,
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
