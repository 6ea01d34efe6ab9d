import { AGENT_KINDS, CcxError } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import type { FleetFlags } from '../commands/fleet/fleet-flags.ts';
import type { GoalFlags } from '../commands/fleet/goal.ts';
import type { SendFlags } from '../commands/fleet/reach.ts';
import type { ReapFlags } from '../commands/fleet/reap.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';

const MOST_USED = 'Most used:';
const TARGET = '<target>';
const TARGET_WORDS = 'pid, name, pane (%3), the beginning of a session id, or self';

/** `ccx fleet` and all below it; `end` is told the exit code. */
export function addFleetCommand(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  const fleet = program
    .command('fleet')
    .alias('ps')
    .description('Show every live agent of this machine: what it does and why, where, on which account.')
    .configureHelp({ formatHelp: helpFormatter(HELP) })
    .helpCommand(false)
    .addOption(group('--watch', 'stay: a full screen on a terminal, else a line of JSON for each change'))
    .addOption(group('--all', 'dead ones too, and those of which nothing is proved'))
    .addOption(group('--state <names>', 'only these: waiting, busy, idle, limited, ...'))
    .addOption(group('--profile <names>', 'only these accounts'))
    .addOption(group('--json', 'print one object'))
    .addOption(new Option('--jsonl', 'one object a line, and with --watch one for each change').conflicts('json'))
    .addOption(new Option('--agent <name>', 'only this agent').choices(AGENT_KINDS))
    .addOption(
      new Option('--sort <what>', 'the order of rows (attention)').choices([
        'attention',
        'status',
        'name',
        'account',
        'started',
        'context',
        'cost',
      ]),
    )
    .option('--notify <command>', 'with --watch: what to run when one begins to wait (a bell)')
    // What is no command comes here, and is told apart with a better word than "too many arguments".
    .allowExcessArguments()
    .action(async (flags: FleetFlags, { args: [word] }: Command) => {
      if (word !== undefined) {
        throw new CcxError('invalid_argument', `ccx fleet knows no command "${printableLine(word)}".`, {
          hint: `ccx fleet --help; one session: ccx fleet show ${printableLine(word)}`,
        });
      }
      const { fleetCommand } = await import('../commands/fleet/list.ts');
      end(await fleetCommand(flags, terminal));
    });

  fleet
    .command('show')
    .description('Tell all that is known of one session, why, and what was said last.')
    .argument(TARGET, TARGET_WORDS)
    .configureHelp({ formatHelp: helpFormatter(SHOW_HELP) })
    .action(async (target: string, _: unknown, command: Command) => {
      const { showCommand } = await import('../commands/fleet/show.ts');
      end(await showCommand(target, isJson(command), terminal));
    });
  fleet
    .command('focus')
    .description('Jump to the terminal of a session.')
    .argument(TARGET, TARGET_WORDS)
    .configureHelp({ formatHelp: helpFormatter(FOCUS_HELP) })
    .action(async (target: string) => {
      const { focusCommand } = await import('../commands/fleet/reach.ts');
      end(await focusCommand(target, terminal));
    });
  fleet
    .command('send')
    .description('Type a text into the terminal of a session and submit it, while it is idle or waits.')
    .argument(TARGET, TARGET_WORDS)
    .argument('[text...]', 'what to say; - or nothing reads it from a pipe')
    .configureHelp({ formatHelp: helpFormatter(SEND_HELP) })
    .option('--force', 'also while it works')
    .action(async (target: string, words: readonly string[], flags: SendFlags) => {
      const { sendCommand } = await import('../commands/fleet/reach.ts');
      end(await sendCommand(target, words, flags, terminal));
    });
  fleet
    .command('stop')
    .description('End a session and all that it has started: interrupt, then TERM, then KILL.')
    .argument(TARGET, TARGET_WORDS)
    .configureHelp({ formatHelp: helpFormatter(STOP_HELP) })
    .action(async (target: string, _: unknown, command: Command) => {
      const { stopCommand } = await import('../commands/fleet/stop.ts');
      end(await stopCommand(target, isJson(command), terminal));
    });
  fleet
    .command('goal')
    .description('Say what a session is at, for everybody who lists it; or show what is said.')
    .argument(TARGET, TARGET_WORDS)
    .argument('[goal...]', 'what it is to reach')
    .configureHelp({ formatHelp: helpFormatter(GOAL_HELP) })
    .option('--phase <words>', 'how far it is')
    .option('--emojis <emojis>', 'the same in a sign or two')
    .option('--rename <name>', 'what to call the session')
    .option('--dod <words>', 'when it is done')
    .option('--dod-status <words>', 'how much of that is done')
    .option('--role <name>', 'what part it plays among others')
    .option('--clear', 'take all away')
    .action(async (target: string, words: readonly string[], flags: GoalFlags, command: Command) => {
      const { goalCommand } = await import('../commands/fleet/goal.ts');
      end(await goalCommand(target, words, { ...flags, json: isJson(command) }, terminal));
    });
  fleet
    .command('reap')
    .description('List agents that nobody can talk to any more, and end those that you name.')
    .configureHelp({ formatHelp: helpFormatter(REAP_HELP) })
    .option('-y, --yes', 'end all of them without asking')
    .action(async (flags: ReapFlags, command: Command) => {
      const { reapCommand } = await import('../commands/fleet/reap.ts');
      end(await reapCommand({ ...flags, json: isJson(command) }, terminal));
    });
}

function group(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(MOST_USED);
}

/** Options of `ccx fleet` are heard wherever they stand. */
function isJson(command: Command): boolean {
  return command.parent?.opts<FleetFlags>().json === true;
}

const HELP: HelpTexts = {
  examples: `
  ccx fleet                               who waits for you stands first
  ccx fleet --watch                       stay, look, jump to one, talk to it, stop it
  ccx fleet focus fix-login
  ccx fleet send docs "now run the tests"
  ccx fleet --watch --jsonl --state waiting`,
  after: `
Reads the agents' own files and this machine's processes; nobody is asked, nothing is started. A
state is what the agent itself says, then what its run, its history and its terminal show; \`ccx
fleet show\` names the evidence and its age. Also called ccx ps.`,
};

const SHOW_HELP: HelpTexts = { examples: '  ccx fleet show fix-login\n  ccx fleet show 4711 --json' };
const FOCUS_HELP: HelpTexts = {
  examples: '  ccx fleet focus fix-login\n  ccx fleet focus %3',
  after: `
Selects its pane in tmux, or its window in WezTerm or kitty. Where no terminal shows the tmux
session, the command that would is printed, and the exit code is 1.`,
};
const SEND_HELP: HelpTexts = {
  examples: `
  ccx fleet send docs "now run the tests"
  git diff | ccx fleet send review`,
  after: `
Only into a terminal that is proved to be its own. The text is pasted, and submitted once it is
seen on the screen: a dialog that swallows it is not answered with it.`,
};
const STOP_HELP: HelpTexts = { examples: '  ccx fleet stop fix-login\n  ccx fleet stop 4711 --json' };
const GOAL_HELP: HelpTexts = {
  examples: `
  ccx fleet goal self "Mend the login" --phase "writing tests"
  ccx fleet goal fix-login --dod "all tests green" --dod-status "2 of 5"
  ccx fleet goal fix-login`,
  after: `
self is the session in which the command runs: an agent can say it of itself. It is kept in
goals/SESSION.json of the session's config dir.`,
};
const REAP_HELP: HelpTexts = { examples: '  ccx fleet reap\n  ccx fleet reap --json' };
