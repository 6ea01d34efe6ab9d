import type { Profile } from '@ccx/contracts';
import type { ProfileBook } from '../profile-book.ts';

/** What the rules ask of the book. */
export type AskedBook = Pick<ProfileBook, 'path' | 'get' | 'byAccount' | 'bindings'>;

/**
 * The same book, its profiles read at most once: each call of a book reads its file anew, and a dozen names would make a
 * dozen readings, of different moments. The words about a name that no profile has stay the book's own.
 */
export function readOnce(book: Pick<ProfileBook, 'path' | 'list' | 'get' | 'bindings'>): AskedBook {
  let profiles: Promise<readonly Profile[]> | null = null;
  const list = (): Promise<readonly Profile[]> => (profiles ??= book.list());
  return {
    path: book.path,
    bindings: () => book.bindings(),
    byAccount: async (accountId) => (await list()).find(({ id }) => id === accountId) ?? null,
    get: async (name) => {
      const all = await list();
      const found = all.find((one) => one.name === name) ?? all.find((one) => isDefaultPlace(one, name));
      return found ?? book.get(name);
    },
  };
}

/** An agent's name is its default place, also where that was registered under another name. */
function isDefaultPlace({ agent, configDir }: Profile, name: string): boolean {
  return agent === name && configDir === null;
}
