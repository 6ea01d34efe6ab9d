import { CcxError } from '@ccx/contracts';
import type { PinnedAccount } from '../active-choice.ts';
import type { AskedBook } from './read-once.ts';
import { silent, type Statement } from './rule.ts';

/** Longer than any profile's name: what is cut here names none, and a message stays one line. */
const LONGEST = 64;

/** A name, and where a person finds it to correct it. */
export interface PlacedName {
  readonly name: string;
  readonly place: string;
}

/**
 * The names in a text: separated by commas, spaces and line ends. What cannot be seen is replaced, for names stand in
 * messages and a file of a foreign repository may hold a terminal's escape sequences. No valid name changes by that.
 */
export function namesIn(text: string, place: string): readonly PlacedName[] {
  return text
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => ({ name: name.slice(0, LONGEST).replaceAll(/\p{C}/gu, '\u{fffd}'), place }));
}

/** What a rule says that gives names. `mend`: a sentence on how a wrong one is put right there; may be empty. */
export function naming(where: string, names: readonly PlacedName[], mend: string, book: AskedBook): Statement {
  if (names.length === 0) return silent(where);
  return {
    where,
    says: names.map(({ name }) => name).join(', '),
    accounts: async () => {
      const pinned = new Map<string, PinnedAccount>();
      for (const name of names) {
        const found = await pinnedBy(name, mend, book);
        pinned.set(found.account.id, found);
      }
      return [...pinned.values()];
    },
  };
}

async function pinnedBy({ name, place }: PlacedName, mend: string, book: AskedBook): Promise<PinnedAccount> {
  try {
    const profile = await book.get(name);
    const { agent, configDir, id } = profile;
    return { account: { agent, configDir, id }, profile };
  } catch (error) {
    if (!CcxError.is(error, 'profile_not_found')) throw error;
    throw new CcxError('profile_not_found', `${place}: ${error.message}`, {
      hint: [mend, error.hint ?? ''].join(' ').trim(),
      cause: error,
    });
  }
}
