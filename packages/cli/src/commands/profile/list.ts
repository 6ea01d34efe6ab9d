import { CcxError } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { profileRows } from '../../profile-view/profile-rows.ts';
import { shortPath } from '../../render/short-path.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { knownProfiles, openAccounts } from './known.ts';

export interface ListFlags {
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

/** `ccx profile list`: what there is, from what is remembered. */
export async function listProfilesCommand(
  words: readonly string[],
  flags: ListFlags,
  terminal: Terminal,
): Promise<number> {
  const [word] = words;
  if (word !== undefined) {
    throw new CcxError('invalid_argument', `ccx profile knows no command "${word}".`, {
      hint: `ccx profile --help; one account: ccx profile show ${word}`,
    });
  }
  const { stdout, stderr, symbols, home } = terminal;
  const accounts = await openAccounts();
  const [profiles, unknownKeys] = await Promise.all([knownProfiles(accounts), accounts.book.unknownKeys()]);
  if (flags.jsonl === true) {
    for (const profile of profiles) stdout.write(`${JSON.stringify({ schemaVersion: 1, ...profile })}\n`);
  } else if (flags.json === true) {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, profiles, unknownKeys })}\n`);
    return EXIT.done;
  } else if (profiles.length > 0) {
    stdout.write(`${profileRows(profiles, terminal, new Date().toISOString()).join('\n')}\n`);
  }
  if (unknownKeys.length > 0) {
    const keys = unknownKeys.map(printableLine).join(', ');
    const where = shortPath(accounts.book.path, home);
    stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${where}: ccx does not know ${keys}, and keeps it\n`);
  }
  if (profiles.every(({ registered }) => !registered)) {
    stderr.write('   ccx profile add NAME     adds an account\n');
    stderr.write('   ccx profile discover     finds those that are on this machine already\n');
  }
  return EXIT.done;
}
