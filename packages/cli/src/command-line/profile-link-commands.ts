import type { Command } from 'commander';
import type { LinkFlags } from '../commands/profile/link.ts';
import type { UnlinkFlags } from '../commands/profile/unlink.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

/** The commands about what accounts share. */
export function addProfileLinkCommands(profile: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  profile
    .command('link')
    .description('Let an account use the settings, skills, commands … of another one, by links.')
    .argument('<name>')
    .argument('[items...]', 'settings, skills, commands, agents, keybindings, memory; else all that there are')
    .usage('<name> --from <base> [items...] [options]')
    .configureHelp({ formatHelp: helpFormatter(LINK_HELP) })
    .requiredOption('--from <base>', 'the account that has them')
    .option('--history', 'share the sessions too, so that either account can resume them')
    .option('--dry-run', 'change nothing, show what would change')
    .option('--replace', 'put aside what is in the way, and link')
    .option('--json', 'print one object')
    .action(async (name: string, items: readonly string[], flags: LinkFlags) => {
      const { linkCommand } = await import('../commands/profile/link.ts');
      end(await linkCommand(name, items, flags, terminal));
    });
  profile
    .command('unlink')
    .description('Take such links away, and put back what was there before.')
    .argument('<name>')
    .argument('[items...]', 'else all')
    .configureHelp({ formatHelp: helpFormatter(UNLINK_HELP) })
    .option('--history', 'give the account sessions of its own again')
    .option('--json', 'print one object')
    .action(async (name: string, items: readonly string[], flags: UnlinkFlags) => {
      const { unlinkCommand } = await import('../commands/profile/unlink.ts');
      end(await unlinkCommand(name, items, flags, terminal));
    });
  profile
    .command('links')
    .description('List what an account has from another one.')
    .argument('<name>')
    .configureHelp({
      formatHelp: helpFormatter({ examples: '  ccx profile links work\n  ccx profile links work --json' }),
    })
    .option('--json', 'print one object')
    .action(async (name: string, flags: { readonly json?: boolean }) => {
      const { linksCommand } = await import('../commands/profile/unlink.ts');
      end(await linksCommand(name, flags, terminal));
    });
}

const LINK_HELP: HelpTexts = {
  examples: `
  ccx profile link work --from claude --dry-run
  ccx profile link work --from claude settings skills
  ccx profile link work --from claude --history`,
  after: `
What is in the way is refused, unless --replace puts it aside. Logins are never shared. --history is
refused while a session of either account lives.`,
};

const UNLINK_HELP: HelpTexts = {
  examples: '  ccx profile unlink work\n  ccx profile unlink work skills --history',
  after: 'Only what ccx has linked is ever removed.',
};
