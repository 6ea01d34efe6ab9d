import { AGENT_KINDS } from '@ccx/contracts';
import type { Command } from 'commander';
import type { ModelsFlags } from '../commands/models.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

/** `ccx models`; `end` is told the exit code. */
export function addModelsCommand(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command('models')
    .description('List the models that each agent offers, their short names and levels of effort.')
    .configureHelp({ formatHelp: helpFormatter(MODELS_HELP) })
    .option('--agent <name>', `only this agent: ${AGENT_KINDS.join(', ')}`)
    .option('--refresh', 'ask now, whatever is remembered')
    .option('--json', 'print one object')
    .action(async (flags: ModelsFlags) => {
      const { modelsCommand } = await import('../commands/models.ts');
      end(await modelsCommand(flags, terminal));
    });
}

const MODELS_HELP: HelpTexts = {
  examples: `
  ccx models
  ccx models --agent codex --refresh
  ccx models --json | jq -r '.agents[].models[]'`,
  after: `
Asks each CLI itself, without a turn; nothing of the plan is used. A list is remembered for a day,
per account, and until the CLI is updated. One that came with ccx is marked: source "default".`,
};
