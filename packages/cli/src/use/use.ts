import { homedir } from 'node:os';
import {
  AGENTS,
  CcxError,
  isAgentKind,
  parseShell,
  SHELLS,
  type AgentKind,
  type Env,
  type Profile,
  type Shell,
} from '@ccx/contracts';
import { createShellEmitter, detectShell, openProfiles, type ProfileBook } from '@ccx/profiles/choice';
import { EXIT } from '../exit-codes.ts';
import { hotArgs } from '../hot-args.ts';
import type { Terminal } from '../render/terminal.ts';

/** `ccx use`: what a shell evaluates to stand on an account. It goes before the command table, because it must be fast. */
export async function useCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { env } = process;
  const args = hotArgs('use', argv, { texts: ['shell'], switches: ['unset'] });
  const [name = null, other] = args.words;
  if (other !== undefined) {
    throw new CcxError('invalid_argument', `ccx use takes one account, not "${name}" and "${other}".`, {
      hint: 'Once for each agent: ccx use work, and then ccx use codex.',
    });
  }
  const shell = shellNamed(args.text('shell') ?? null, env);
  const book = openProfiles({ env, home: homedir() });
  if (args.on('unset')) return unset(name, { shell, env, book, terminal });
  const profile = name === null ? await pickOne(book, terminal) : await book.get(name);
  if (profile === null) return EXIT.interrupted;
  const active = await othersActive(profile.agent, env, book);
  terminal.stdout.write(createShellEmitter({ active }).use(profile, shell));
  await book.used(profile.id);
  sayWhereItGoes(terminal, `ccx use ${profile.name}`, shell);
  return EXIT.done;
}

interface UnsetOptions {
  readonly shell: Shell;
  readonly env: Env;
  readonly book: ProfileBook;
  readonly terminal: Terminal;
}

/** Of one agent, by its name or that of a profile; without a name of all of them. */
async function unset(name: string | null, { shell, env, book, terminal }: UnsetOptions): Promise<number> {
  const agents = name === null ? Object.values(AGENTS).map(({ kind }) => kind) : [await agentOf(name, book)];
  for (const agent of agents) {
    const active = name === null ? [] : await othersActive(agent, env, book);
    terminal.stdout.write(createShellEmitter({ active }).unset(agent, shell));
  }
  sayWhereItGoes(terminal, 'ccx use --unset', shell);
  return EXIT.done;
}

async function agentOf(name: string, book: ProfileBook): Promise<AgentKind> {
  return isAgentKind(name) ? name : (await book.get(name)).agent;
}

/** What this shell stands on with other agents; names that are gone are dropped. */
async function othersActive(agent: AgentKind, env: Env, book: ProfileBook): Promise<readonly string[]> {
  const names = (env['CCX_ACTIVE_PROFILE'] ?? '').split(',').filter((name) => name !== '');
  const profiles = await Promise.all(names.map((name) => book.find(name)));
  return names.filter((_, at) => profiles[at] !== null && profiles[at]?.agent !== agent);
}

function shellNamed(named: string | null, env: Env): Shell {
  const shell = named === null ? detectShell(env) : parseShell(named);
  if (shell !== null) return shell;
  const what = named ?? env['SHELL'] ?? '';
  throw new CcxError(
    'unknown_shell',
    what === '' ? 'SHELL is not set.' : `"${what}" is no shell that ccx can write for.`,
    {
      hint: `--shell ${SHELLS.join(', --shell ')}`,
    },
  );
}

async function pickOne(book: ProfileBook, terminal: Terminal): Promise<Profile | null> {
  if (!process.stdin.isTTY || !terminal.stderr.isTty) {
    throw new CcxError('invalid_argument', 'No account was named, and nobody is there to be asked.', {
      hint: 'ccx use NAME; ccx profile list names them',
    });
  }
  const { askForProfile } = await import('./ask-for-profile.ts');
  return askForProfile(await book.list(), terminal);
}

/** Printed into a terminal it changes nothing: a program cannot change the shell that started it. */
function sayWhereItGoes({ stdout, stderr }: Terminal, command: string, shell: Shell): void {
  if (!stdout.isTty) return;
  stderr.write(`\n Nothing has changed yet: ${shell} has to evaluate this.\n`);
  stderr.write(`   ccx init --help     makes "${command}" do that by itself\n`);
}
