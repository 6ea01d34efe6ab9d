import { AGENT_KINDS, SHELLS } from '@ccx/contracts';
import type { Command } from 'commander';
import type { ExecFlags } from '../commands/exec.ts';
import type { InitFlags } from '../commands/init.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { CommandContext } from './command-context.ts';

/** Choosing an account, and standing on it: `pick`, `use`, `init`, `exec`. */
export function addAccountCommands(
  program: Command,
  { terminal, agentArgs }: CommandContext,
  end: (code: number) => void,
): void {
  // `pick` and `use` are answered before this table is loaded; here they have their help and their completion.
  program
    .command('pick')
    .alias('suggest')
    .description('Say which account the next run would use, and why.')
    .configureHelp({ formatHelp: helpFormatter(PICK_HELP) })
    .option('--explain', 'every account that was looked at, and what its score is made of')
    .option('--model <name>', "count this model's own windows too")
    .option('--json', 'print one object')
    .option('--refresh', 'ask agents whose numbers are older than 15 minutes')
    .option('--agent <name>', AGENT_KINDS.join(', '))
    .option('--profile <names>', 'these in this order; auto: whatever is pinned')
    .option('--only <names>', 'among these accounts')
    .option('--fallback <names>', 'where to go when none of them has room: agents or accounts')
    .option('--unattended', 'keep the reserve of each account free, as runs without a terminal do');
  program
    .command('use')
    .description('Stand on an account: print what a shell evaluates.')
    .argument('[name]', 'an account; on a terminal it can be picked')
    .configureHelp({ formatHelp: helpFormatter(USE_HELP) })
    .option('--shell <name>', `${SHELLS.join(', ')}; else that of SHELL`)
    .option('--unset', 'take back what an earlier one has set');
  program
    .command('init')
    .description("Print what goes into a shell's start file: ccx use without eval, and completion.")
    .argument('<shell>', SHELLS.join(', '))
    .configureHelp({ formatHelp: helpFormatter(INIT_HELP) })
    .option('--wrap <agents...>', `let these commands ask ccx for an account: ${AGENT_KINDS.join(', ')}`)
    .action(async (shell: string, flags: InitFlags) => {
      const { initCommand } = await import('../commands/init.ts');
      end(await initCommand(shell, flags, terminal));
    });
  program
    .command('exec')
    .description("Start an agent's own screen on the chosen account.")
    .usage('[options] [-- arguments for the agent]')
    .configureHelp({ formatHelp: helpFormatter(EXEC_HELP) })
    .option('--profile <names>', 'on this account; auto: choose, whatever is pinned')
    .option('--agent <name>', `${AGENT_KINDS.join(', ')}; else the one that is installed`)
    .option('--only <names>', 'choose among these accounts')
    .option('--model <name>', "count this model's own windows too; it is handed on")
    .option('--supervise', 'at a limit go on, when it is idle, on an account with room')
    .option('--carry-session', 'with --supervise: copy the session to an account that cannot reach it')
    .option('--explain', 'say which accounts were looked at, and why this one')
    .action(async (flags: ExecFlags) => {
      const { execCommand } = await import('../commands/exec.ts');
      end(await execCommand(flags, agentArgs, terminal));
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async () => {
      const { completeCommand } = await import('../commands/complete.ts');
      end(await completeCommand(agentArgs, program, terminal));
    });
}

const PICK_HELP: HelpTexts = {
  examples: `
  ccx pick
  ccx pick --explain --model fable
  ccx run "fix the build" --profile "$(ccx pick --only work,private)"`,
  after: `
Asks nobody unless --refresh says so: what is remembered counts. The name goes to stdout, the reason to stderr.
Exit code 75: there are accounts and none has room; 3: there is none.`,
};

const USE_HELP: HelpTexts = {
  examples: `
  ccx use work                      after: eval "$(ccx init bash)"
  eval "$(ccx use work)"            without it
  ccx use --unset`,
  after: `
It sets the agent's own variable (or unsets it, for the agent's default place) and CCX_ACTIVE_PROFILE, in this
shell alone. Each agent has one: ccx use work, then ccx use codex.`,
};

const INIT_HELP: HelpTexts = {
  examples: `
  eval "$(ccx init bash)"                                   in ~/.bashrc
  eval "$(ccx init zsh)"                                    in ~/.zshrc, after compinit
  ccx init fish | source                                    in ~/.config/fish/config.fish
  Invoke-Expression (& ccx init pwsh | Out-String)          in $PROFILE
  ccx init nu | save -f ~/.config/nushell/ccx.nu            and: source ~/.config/nushell/ccx.nu
  eval "$(ccx init bash --wrap claude)"                     claude is then ccx exec --agent claude`,
};

const EXEC_HELP: HelpTexts = {
  examples: `
  ccx exec
  ccx exec --profile work -- --resume
  ccx exec --agent claude --supervise`,
  after: `
The terminal is the agent's until it ends, and its exit code is that of ccx. --supervise moves a session of Claude Code
only while it is idle, and only where its history can be reached.`,
};
