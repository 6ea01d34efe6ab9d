import { CcxError, type Account } from '@ccx/contracts';
import type { LinkContext } from '../context.ts';

/** What writes into the histories of these accounts now, in words; empty: nothing does. */
export async function inUse(
  { sessions, running }: LinkContext,
  accounts: readonly Account[],
): Promise<readonly string[]> {
  const live = await Promise.all(accounts.map((account) => sessions(account)));
  const runs = (await running()).filter(({ id }) => accounts.some((account) => account.id === id));
  return [...new Set([...live.flat().map(({ why }) => why), ...runs.map(({ id }) => `ccx runs on ${id}`)])];
}

/** @throws {CcxError} `profile_in_use` */
export function refuseInUse(uses: readonly string[]): void {
  if (uses.length === 0) return;
  throw new CcxError('profile_in_use', `A history is not moved under a live session: ${uses.join('; ')}.`, {
    hint: 'End these sessions, then try again.',
  });
}
