import { AGENT_KINDS } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import type { AddFlags } from '../commands/profile/add.ts';
import type { HoldFlags } from '../commands/profile/hold.ts';
import type { ListFlags } from '../commands/profile/list.ts';
import type { SetFlags } from '../commands/profile/set.ts';
import { helpFormatter, type HelpTexts } from '../help/format-help.ts';
import type { Terminal } from '../render/terminal.ts';
import { addProfileFolderCommands } from './profile-folder-commands.ts';
import { addProfileLinkCommands } from './profile-link-commands.ts';
import { addProfileLoginCommands } from './profile-login-commands.ts';
import { addProfileSettings } from './profile-settings.ts';

const MOST_USED = 'Most used:';

/** All that belongs to `ccx profile`; `end` is told the exit code. */
export function addProfileCommands(profile: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  profile.usage('[command] [options]').configureHelp({ formatHelp: helpFormatter(PROFILE_HELP) });
  profile
    .command('list', { isDefault: true })
    .description('List the accounts; the one that is active here is marked.')
    .configureHelp({ formatHelp: helpFormatter(LIST_HELP) })
    .option('--json', 'print one object')
    .option('--jsonl', 'print one object a line and account')
    // What is no command comes here, and is told apart with a better word than "too many arguments".
    .allowExcessArguments()
    .action(async (flags: ListFlags, command: Command) => {
      const { listProfilesCommand } = await import('../commands/profile/list.ts');
      end(await listProfilesCommand(command.args, flags, terminal));
    });
  const add = profile
    .command('add')
    .description('Add an account: a name, and a folder of its own for its login.')
    .argument('<name>', 'letters, digits and hyphens')
    .configureHelp({ formatHelp: helpFormatter(ADD_HELP) })
    .addOption(new Option('--agent <name>', `${AGENT_KINDS.join(', ')} (${AGENT_KINDS[0] ?? ''})`).helpGroup(MOST_USED))
    .addOption(new Option('--config-dir <folder>', 'where its files lie (~/.claude-NAME)').helpGroup(MOST_USED))
    .addOption(new Option('--login', "start the vendor's own login at once").helpGroup(MOST_USED))
    .addOption(new Option('--json', 'print one object').helpGroup(MOST_USED))
    .action(async (name: string, flags: AddFlags) => {
      const { addProfileCommand } = await import('../commands/profile/add.ts');
      end(await addProfileCommand(name, flags, terminal));
    });
  addProfileSettings(add);
  const set = profile
    .command('set')
    .description('Change what is given, and nothing else.')
    .argument('<name>')
    .configureHelp({ formatHelp: helpFormatter(SET_HELP) })
    .addOption(new Option('--clear <setting...>', 'back to its default').helpGroup(MOST_USED))
    .addOption(new Option('--json', 'print one object').helpGroup(MOST_USED))
    .action(async (name: string, flags: SetFlags) => {
      const { setProfileCommand } = await import('../commands/profile/set.ts');
      end(await setProfileCommand(name, flags, terminal));
    });
  addProfileSettings(set);
  profile
    .command('show')
    .description('Show one account with all that is set for it.')
    .argument('<name>')
    .configureHelp({
      formatHelp: helpFormatter({ examples: '  ccx profile show work\n  ccx profile show claude --json' }),
    })
    .option('--json', 'print one object')
    .action(async (name: string, flags: { readonly json?: boolean }) => {
      const { showProfileCommand } = await import('../commands/profile/show.ts');
      end(await showProfileCommand(name, flags, terminal));
    });
  profile
    .command('rename')
    .description('Give it another name.')
    .argument('<from>')
    .argument('<to>')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx profile rename work office' }) })
    .action(async (from: string, to: string) => {
      const { renameProfileCommand } = await import('../commands/profile/names.ts');
      end(await renameProfileCommand(from, to, terminal));
    });
  profile
    .command('rm')
    .description('Take the name away; its folder and its login stay.')
    .argument('<name>')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx profile rm work' }) })
    .action(async (name: string) => {
      const { removeProfileCommand } = await import('../commands/profile/names.ts');
      end(await removeProfileCommand(name, terminal));
    });
  profile
    .command('hold')
    .description('Take it out of the rotation: ccx does not choose it, you still can.')
    .argument('<name>')
    .configureHelp({ formatHelp: helpFormatter(HOLD_HELP) })
    .option('--until <time>', '18:00, 2h, "mon 09:00", 2026-11-22T09:00; else until it is released')
    .option('--reason <text>', 'why, for lists and explanations')
    .action(async (name: string, flags: HoldFlags) => {
      const { holdProfileCommand } = await import('../commands/profile/hold.ts');
      end(await holdProfileCommand(name, flags, terminal));
    });
  profile
    .command('release')
    .description('Put it back into the rotation.')
    .argument('<name>')
    .configureHelp({ formatHelp: helpFormatter({ examples: '  ccx profile release work' }) })
    .action(async (name: string) => {
      const { releaseProfileCommand } = await import('../commands/profile/hold.ts');
      end(await releaseProfileCommand(name, terminal));
    });
  addProfileLoginCommands(profile, terminal, end);
  addProfileFolderCommands(profile, terminal, end);
  addProfileLinkCommands(profile, terminal, end);
}

const PROFILE_HELP: HelpTexts = {
  examples: `
  ccx profile add work --login
  ccx profile
  ccx profile bind ~/shop work
  ccx profile hold work --until 18:00`,
  after: `
An account is a config dir with a login of its own, made by the agent itself; ccx never reads or
copies one. The vendors' default places are there without being added: claude, codex, gemini.`,
};

const LIST_HELP: HelpTexts = {
  examples: '  ccx profile\n  ccx profile list --json',
  after: 'Nobody is asked: a login is what was last seen of it, with its age. ccx profile whoami asks.',
};

const ADD_HELP: HelpTexts = {
  examples: `
  ccx profile add work --login
  ccx profile add office --agent codex --label "the company's"
  ccx profile add old --config-dir ~/.claude-old --priority -5`,
  after: 'The folder is made where it is missing. A folder that was registered before is refused.',
};

const SET_HELP: HelpTexts = {
  examples: `
  ccx profile set work --priority 5 --reserve 10
  ccx profile set private --suggestions off
  ccx profile set work --clear reserve label`,
};

const HOLD_HELP: HelpTexts = {
  examples: `
  ccx profile hold work
  ccx profile hold work --until 18:00 --reason "the demo"
  ccx profile hold private --until "mon 09:00"`,
};
