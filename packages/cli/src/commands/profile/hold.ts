import { CcxError } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { heldUntil, holdWords } from '../../profile-view/hold-words.ts';
import type { Terminal } from '../../render/terminal.ts';
import { holdUntil } from './hold-until.ts';
import { openAccounts } from './known.ts';

export interface HoldFlags {
  readonly until?: string;
  readonly reason?: string;
}

/** `ccx profile hold`: takes an account out of the rotation. */
export async function holdProfileCommand(name: string, flags: HoldFlags, terminal: Terminal): Promise<number> {
  const { stderr, symbols, timeZone } = terminal;
  const now = new Date().toISOString();
  const until = flags.until === undefined ? 'released-by-hand' : holdUntil(flags.until, { now, timeZone });
  if (flags.reason?.trim() === '') {
    throw new CcxError('invalid_argument', '--reason is empty.', { hint: 'ccx profile hold NAME --reason "…"' });
  }
  const { book } = await openAccounts();
  const profile = await book.set(name, { limits: { holdUntil: until, holdReason: flags.reason ?? null } });
  stderr.write(` ${symbols.waiting} ${profile.name}: ${holdWords(profile, { now, timeZone }) ?? ''}\n`);
  stderr.write(`   it can still be used by name; ccx profile release ${profile.name}     takes it back\n`);
  return EXIT.done;
}

/** `ccx profile release`: puts it back. */
export async function releaseProfileCommand(name: string, { stderr, symbols }: Terminal): Promise<number> {
  const { book } = await openAccounts();
  const before = await book.get(name);
  const wasHeld = heldUntil(before, new Date().toISOString()) !== null;
  if (before.limits.holdUntil !== undefined) {
    await book.set(name, { limits: { holdUntil: null, holdReason: null } });
  }
  stderr.write(` ${symbols.done} ${before.name} ${wasHeld ? 'is in the rotation again' : 'was not held'}\n`);
  return EXIT.done;
}
