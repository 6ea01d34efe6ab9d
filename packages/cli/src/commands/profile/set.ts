import { CcxError, type Profile } from '@ccx/contracts';
import type { ProfileChange } from '@ccx/profiles';
import { EXIT } from '../../exit-codes.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { openAccounts } from './known.ts';
import { clearingOf, SETTINGS, wordsOf } from './settings.ts';

export interface SetFlags extends Readonly<Record<string, unknown>> {
  readonly clear?: readonly string[];
  readonly json?: boolean;
}

/** `ccx profile set`: what is given changes, all else stays. */
export async function setProfileCommand(name: string, flags: SetFlags, terminal: Terminal): Promise<number> {
  const [words, clearing] = [wordsOf(flags), clearingOf(flags.clear ?? [])];
  const change: ProfileChange = {
    ...words,
    ...clearing,
    ...((words.limits ?? clearing.limits) && { limits: { ...words.limits, ...clearing.limits } }),
  };
  const keys = SETTINGS.filter(({ cleared }) => touches(change, cleared)).map(({ key }) => key);
  const both = keys.find((key) => flags.clear?.includes(key) === true && touches(words, clearingOf([key])));
  if (both !== undefined) {
    throw new CcxError('invalid_argument', `--${both} and --clear ${both} cannot both be meant.`, {
      hint: 'ccx profile set --help',
    });
  }
  if (keys.length === 0) {
    throw new CcxError('invalid_argument', 'Nothing is to be changed.', {
      hint: `ccx profile set ${name} --priority 5, or ccx profile set --help`,
    });
  }
  const { book } = await openAccounts();
  const profile = await book.set(name, change);
  const { stdout, stderr, symbols } = terminal;
  if (flags.json === true) stdout.write(`${JSON.stringify({ schemaVersion: 1, profile })}\n`);
  else stderr.write(` ${symbols.done} ${profile.name}: ${keys.map((key) => said(key, profile)).join(', ')}\n`);
  return EXIT.done;
}

/** Whether a change speaks of what another one takes back. */
function touches(change: ProfileChange, cleared: ProfileChange): boolean {
  const { limits = {}, ...own } = cleared;
  return (
    Object.keys(own).some((key) => key in change) || Object.keys(limits).some((key) => key in (change.limits ?? {}))
  );
}

function said(key: string, profile: Profile): string {
  const words = SETTINGS.find((setting) => setting.key === key)?.words(profile) ?? null;
  return `${key} ${words === null ? 'back to its default' : printableLine(words)}`;
}
