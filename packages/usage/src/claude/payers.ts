import type { Account } from '@ccx/contracts';
import { fieldsOf, textOf } from '../line-fields.ts';
import type { TranscriptOwner } from '../scan/transcript-format.ts';
import { ownerAtHead } from './session-owner.ts';

/** Whose calls the lines of one transcript tell of, from line to line. */
export interface Payers {
  account(): Account;
  /** From here on this organization pays. */
  paidBy(organization: string): void;
  /** What a later reader must know. */
  state(): unknown;
}

/** @param main the transcript of the session whose subagent's this is; `null` for a session's own */
export function payersOf(
  { account, accountOf }: TranscriptOwner,
  { main, state }: { readonly main: string | null; readonly state: unknown },
): Payers {
  const known = new Map(payersIn(state));
  let current = account;
  const paidBy = (organization: string): void => {
    current = accountOf === null ? account : accountOf(organization);
    // The last of them is who pays now.
    known.delete(organization);
    known.set(organization, current.id);
  };
  // Where only one login is known nobody has to look whose a subagent is.
  const asks = main !== null && accountOf !== null && fieldsOf(state)?.['asked'] !== true;
  const first = asks ? ownerAtHead(main) : [...known.keys()].at(-1);
  if (typeof first === 'string') paidBy(first);
  return {
    account: () => current,
    paidBy,
    state: () => ({ known: [...known], asked: main === null || accountOf !== null }),
  };
}

/** Whether a login became known, or another one, by which lines before this state are somebody else's. */
export function arePayersOutdated(state: unknown, { account, accountOf }: TranscriptOwner): boolean {
  if (accountOf !== null && fieldsOf(state)?.['asked'] === false) return true;
  return payersIn(state).some(([organization, id]) => (accountOf?.(organization) ?? account).id !== id);
}

/** Organizations, and the accounts to which their calls were given, by id. */
function payersIn(state: unknown): readonly (readonly [string, string])[] {
  const known = fieldsOf(state)?.['known'];
  if (!Array.isArray(known)) return [];
  return known.flatMap((pair: unknown) => {
    const [organization, id] = Array.isArray(pair) ? pair.map(textOf) : [];
    return typeof organization === 'string' && typeof id === 'string' ? [[organization, id] as const] : [];
  });
}
