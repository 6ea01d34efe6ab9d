import { AGENT_KINDS } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import type { FleetFlags } from '../commands/fleet/fleet-flags.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

/** `ccx fleet`; `end` is told the exit code. */
export function addFleetCommand(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command('fleet')
    .alias('ps')
    .description('Show every live agent of this machine: what it does, where, on which account.')
    .configureHelp({ formatHelp: helpFormatter(HELP) })
    .option('--json', 'print one object')
    .option('--all', 'dead ones too, and those of which nothing is proved')
    .option('--watch', 'a full screen that follows them')
    .addOption(new Option('--agent <name>', 'only this agent').choices(AGENT_KINDS))
    .action(async (flags: FleetFlags) => {
      if (flags.watch === true) {
        const { fleetScreenCommand } = await import('../commands/fleet/screen.ts');
        return end(await fleetScreenCommand(flags, terminal));
      }
      const { fleetCommand } = await import('../commands/fleet/list.ts');
      end(await fleetCommand(flags, terminal));
    });
}

const HELP: HelpTexts = {
  examples: `
  ccx fleet
  ccx fleet --all --json`,
  after: '',
};
