import { AGENT_KINDS } from '@ccx/contracts';
import type { Command } from 'commander';
import type { RunFlags } from '../commands/run-options.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import { agentOption, collect, group } from './agent-options.ts';
import type { CommandContext } from './command-context.ts';

const MOST_USED = 'Most used:';
const OUTPUT = 'Output:';
const ACCOUNTS = 'Accounts:';

/** `ccx run`; `end` is told the exit code. */
export function addRunCommand(
  program: Command,
  { terminal, agentArgs }: CommandContext,
  end: (exitCode: number) => void,
): void {
  program
    .command('run')
    .description('Run one prompt through a coding agent to a result that can be trusted.')
    .argument('[prompt]', 'what the agent shall do; - or nothing reads it from stdin')
    .usage('[prompt] [options] [-- arguments for the agent]')
    .configureHelp({ formatHelp: helpFormatter(RUN_HELP) })
    .addOption(
      group('--permission <level>', 'safe: its own default · edit: may change files · full: anything', MOST_USED),
    )
    .addOption(agentOption('--model <name>', MOST_USED))
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
    .addOption(agentOption('--carry-session', ACCOUNTS))
    .addOption(agentOption('--rerun-after-reads', ACCOUNTS))
    .option('--prompt-file <file>', 'read the prompt from a file')
    .option('--cwd <folder>', 'the folder in which the agent works')
    .option('--worktree <name>', 'work in .ccx/worktrees/NAME of the repository, on the branch ccx/NAME')
    .option('--base <commit>', 'with --worktree: where its branch begins (the current commit)')
    .addOption(agentOption('--effort <level>'))
    .addOption(agentOption('--allow <tool>'))
    .option('--resume-last', 'go on with the last run in this folder, where it stopped')
    .option('--fork', 'with --resume: go on from a copy, the session itself stays')
    .addOption(agentOption('--idle-timeout <duration>'))
    .addOption(agentOption('--max-turns <n>'))
    .option('--budget <usd>', 'at most this many US dollars')
    .option('--schema <file|json>', 'a JSON schema for the answer')
    .option('--env <name=value>', 'set a variable for the agent; repeatable', collect)
    .action(async (prompt: string | undefined, flags: RunFlags) => {
      const { runCommand } = await import('../commands/run.ts');
      end(await runCommand({ prompt, flags, agentArgs, terminal }));
    });
}

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
