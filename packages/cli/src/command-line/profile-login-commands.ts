import type { Command } from 'commander';
import type { DiscoverFlags } from '../commands/profile/discover.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';

/** The commands about logins, and about accounts that are there and have no name yet. */
export function addProfileLoginCommands(profile: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  profile
    .command('login')
    .description("Start the vendor's own login for an account.")
    .argument('<name>')
    .configureHelp({ formatHelp: helpFormatter(LOGIN_HELP) })
    .action(async (name: string) => {
      const { loginProfileCommand } = await import('../commands/profile/login.ts');
      end(await loginProfileCommand(name, terminal));
    });
  profile
    .command('whoami')
    .description("Say who is logged in, by the vendor's own status command.")
    .argument('[name]', 'else the account that is active here, of each agent')
    .configureHelp({ formatHelp: helpFormatter(WHOAMI_HELP) })
    .option('--json', 'print one object')
    .action(async (name: string | undefined, flags: { readonly json?: boolean }) => {
      const { whoamiCommand } = await import('../commands/profile/whoami.ts');
      end(await whoamiCommand(name, flags, terminal));
    });
  profile
    .command('discover')
    .description('Find accounts that are on this machine and have no name yet.')
    .configureHelp({ formatHelp: helpFormatter(DISCOVER_HELP) })
    .option('--accept <name...>', 'register these')
    .option('--all', 'register all that is found')
    .option('--json', 'print one object')
    .action(async (flags: DiscoverFlags) => {
      const { discoverProfilesCommand } = await import('../commands/profile/discover.ts');
      end(await discoverProfilesCommand(flags, terminal));
    });
  profile
    .command('export')
    .description('Print the accounts for another machine; no login is in it.')
    .argument('[name...]', 'else all')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx profile export > accounts.toml' }) })
    .action(async (names: readonly string[]) => {
      const { exportProfilesCommand } = await import('../commands/profile/transfer.ts');
      end(await exportProfilesCommand(names, terminal));
    });
  profile
    .command('import')
    .description('Add the accounts of such a text whose names and folders are free.')
    .argument('<file>', 'or - for stdin')
    .configureHelp({ formatHelp: helpFormatter(IMPORT_HELP) })
    .action(async (file: string) => {
      const { importProfilesCommand } = await import('../commands/profile/transfer.ts');
      end(await importProfilesCommand(file, terminal));
    });
}

const LOGIN_HELP: HelpTexts = {
  examples: '  ccx profile login work',
  after: `
The terminal is the vendor's until its login ends; then its status command is asked who is logged
in. Exit code 4: nobody is.`,
};

const WHOAMI_HELP: HelpTexts = {
  examples: '  ccx profile whoami\n  ccx profile whoami work --json',
  after: `
Costs no turn. A status proves no token: whether a login still works shows the next run.
Exit code 4: nobody is.`,
};

const DISCOVER_HELP: HelpTexts = {
  examples: `
  ccx profile discover
  ccx profile discover --accept work
  ccx profile discover --json`,
  after: `
On a terminal it asks about each. Without one, and without --accept or --all, it only says what it
finds. It goes by the existence of files and opens none.`,
};

const IMPORT_HELP: HelpTexts = {
  examples: '  ccx profile import accounts.toml\n  ssh old-machine ccx profile export | ccx profile import -',
};
