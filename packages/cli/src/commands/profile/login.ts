import { homedir } from 'node:os';
import { AGENTS, type Profile, type Usability } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { placeWords } from '../../profile-view/place-words.ts';
import { isLoggedIn } from '../../profile-view/who-rows.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { openAccounts, type Accounts } from './known.ts';
import { sayShared } from './shared.ts';

/** How a login went, and who is logged in now. */
export interface LoginEnd {
  readonly exitCode: number;
  readonly answer: Usability;
}

/** `ccx profile login`: the vendor's own login, in the environment of the account. */
export async function loginProfileCommand(name: string, terminal: Terminal): Promise<number> {
  const accounts = await openAccounts();
  const profile = await accounts.book.get(name);
  const { exitCode } = await logIn(profile, accounts, terminal);
  if (exitCode === EXIT.done) await sayShared(profile, accounts, terminal);
  return exitCode;
}

/**
 * Hands the terminal to the vendor's login, and asks afterwards who is logged in: how a login ends says too little.
 *
 * @throws {CcxError} `agent_missing`
 */
export async function logIn(profile: Profile, { who }: Accounts, terminal: Terminal): Promise<LoginEnd> {
  const { name, agent, configDir, id, limits } = profile;
  const { stderr, symbols, home } = terminal;
  const { loginCommand } = AGENTS[agent];
  const { runInteractive } = await import('@ccx/runner');
  stderr.write(`${stderr.colors.dim(` ${loginCommand}, for ${placeWords(profile, home)}`)}\n`);
  // A key in the environment would stand in the way of the plan's login.
  const target = { account: { agent, configDir, id }, name, model: null, billing: limits.billing ?? 'subscription' };
  const { exitCode } = await runInteractive({ target, args: loginCommand.split(' ').slice(1), home: homedir() });
  // Ctrl-C leaves the cursor behind the vendor's question.
  if (exitCode > 128) stderr.write('\n');
  who.forget(id);
  const answer = await who.ask(profile);
  stderr.write(` ${markOf(answer, terminal)} ${name}: ${printableLine(answer.detail)}\n`);
  if (exitCode !== 0) {
    stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${loginCommand} ended with ${exitCode}\n`);
  }
  return { exitCode: exitCodeOf(exitCode, answer), answer };
}

function markOf({ auth }: Usability, { stderr, symbols }: Terminal): string {
  if (auth === 'unknown') return stderr.colors.yellow(symbols.warning);
  return isLoggedIn({ auth }) ? symbols.done : stderr.colors.red(symbols.failed);
}

/** A login that a signal has ended has that signal's exit code; what cannot be looked up is not taken for a failure. */
function exitCodeOf(code: number, { auth }: Usability): number {
  if (code > 128) return code;
  if (auth !== 'unknown' && !isLoggedIn({ auth })) return EXIT.agentUnusable;
  return code === 0 ? EXIT.done : EXIT.failed;
}
