import { agentEnv, AGENTS, CcxError, type Profile, type Usability } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import { EXIT } from '../../exit-codes.ts';
import { placeWords } from '../../profile-view/place-words.ts';
import { isLoggedIn } from '../../profile-view/who-rows.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { handOver } from './hand-over.ts';
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
 * Hands the terminal to the vendor's login and asks its status command afterwards: a login that was left says no more
 * than one that was never begun.
 *
 * @throws {CcxError} `agent_missing`
 */
export async function logIn(profile: Profile, { who }: Accounts, terminal: Terminal): Promise<LoginEnd> {
  const { title, binaries, npmPackage, loginCommand } = AGENTS[profile.agent];
  const file = await findExecutable(binaries, { env: process.env });
  if (file === null) {
    throw new CcxError('agent_missing', `${title} is not installed.`, { hint: `npm install -g ${npmPackage}` });
  }
  const { stderr, symbols, home } = terminal;
  const where = placeWords(profile, home);
  stderr.write(stderr.colors.dim(` ${loginCommand}, for ${where}`) + '\n');
  // A key in the environment would stand in the way of the plan's login.
  const { env } = agentEnv(profile, profile.limits.billing ?? 'subscription', process.env);
  const code = await handOver(file, loginCommand.split(' ').slice(1), env);
  who.forget(profile.id);
  const answer = await who.ask(profile);
  const mark = markOf(answer, terminal);
  stderr.write(` ${mark} ${profile.name}: ${printableLine(answer.detail)}\n`);
  if (code !== 0) stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${loginCommand} ended with ${code}\n`);
  return { exitCode: exitCodeOf(code, answer), answer };
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
