import type { Account, Usability } from '@ccx/contracts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { fieldRows } from '../render/field-rows.ts';

/** Who is logged in on an account, by its vendor's own word. */
export interface WhoEntry {
  /** What a person calls it. */
  readonly name: string;
  /** `null`: a config dir that nobody registered. */
  readonly profile: string | null;
  readonly account: Account;
  readonly answer: Usability;
}

/** Somebody, or a key, that a run could use. */
export function isLoggedIn({ auth }: Pick<Usability, 'auth'>): boolean {
  return auth === 'ok' || auth === 'api-key';
}

/** The account's name and what is known of its login, in the words of the vendor's status command. */
export function whoRows({ name, profile, account, answer }: WhoEntry, terminal: Terminal): readonly string[] {
  const { stdout, symbols, home } = terminal;
  const { login: vendor, detail } = answer;
  if (!isLoggedIn(answer)) {
    const mark = answer.auth === 'unknown' ? stdout.colors.yellow(symbols.warning) : stdout.colors.red(symbols.failed);
    const login = profile === null || !answer.installed ? [] : [`   ccx profile login ${profile}`];
    return [` ${mark} ${name}: ${printableLine(detail)}`, ...login];
  }
  const configDir = vendor?.configDir ?? account.configDir;
  const fields: readonly (readonly [string, string | null])[] = [
    ['e-mail', vendor?.email ?? null],
    ['organization', vendor?.organization ?? null],
    ['plan', vendor?.plan ?? null],
    ['config dir', configDir === null ? null : shortPath(configDir, home)],
    ['status', printableLine(detail)],
  ];
  return [
    ` ${symbols.done} ${name}`,
    ...fieldRows(
      fields.map(([key, words]) => [key, words && printableLine(words)]),
      terminal,
    ),
  ];
}
