import { AGENT_KINDS } from '@ccx/contracts';
import type { Command } from 'commander';
import type { CurrentFlags } from '../commands/profile/current.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

/** The commands about which account is meant where. */
export function addProfileFolderCommands(profile: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  profile
    .command('current')
    .description('Say which account is active here, and which rule decided.')
    .configureHelp({ formatHelp: helpFormatter(CURRENT_HELP) })
    .option('--agent <name>', `only of ${AGENT_KINDS.join(', ')}`)
    .option('--explain', 'say what every rule said')
    .option('--json', 'print one object')
    .action(async (flags: CurrentFlags) => {
      const { currentProfileCommand } = await import('../commands/profile/current.ts');
      end(await currentProfileCommand(flags, terminal));
    });
  profile
    .command('bind')
    .description('Let work below a folder be done on these accounts, and on no others.')
    .usage('[folder] <name...>')
    .argument('<name...>', 'accounts, the preferred one first; a folder (else this one) may stand before them')
    .configureHelp({ formatHelp: helpFormatter(BIND_HELP) })
    .action(async (words: readonly string[]) => {
      const { bindCommand } = await import('../commands/profile/bind.ts');
      end(await bindCommand(words, terminal));
    });
  profile
    .command('unbind')
    .description('Take that back.')
    .argument('[folder]', 'else this one')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx profile unbind\n  ccx profile unbind ~/shop' }) })
    .action(async (folder: string | undefined) => {
      const { unbindCommand } = await import('../commands/profile/bind.ts');
      end(await unbindCommand(folder, terminal));
    });
  profile
    .command('bindings')
    .description('List the folders that are bound.')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx profile bindings --json' }) })
    .option('--json', 'print one object')
    .action(async (flags: { readonly json?: boolean }) => {
      const { bindingsCommand } = await import('../commands/profile/bind.ts');
      end(await bindingsCommand(flags, terminal));
    });
}

const CURRENT_HELP: HelpTexts = {
  examples: `
  ccx profile current
  ccx profile current --explain
  ccx profile current --agent claude --json`,
  after: `
The strongest word counts: --profile, CCX_PROFILE, a .ccx-profile file in this folder or above,
a bound folder, ccx use in this shell, the agent's own variable. Where there is none, ccx run picks.`,
};

const BIND_HELP: HelpTexts = {
  examples: `
  ccx profile bind work
  ccx profile bind ~/shop work private`,
  after: `
Runs below the folder use the first of them that has room, and wait or end rather than use another
one. A .ccx-profile file with names in it does the same for everybody who has the folder.`,
};
