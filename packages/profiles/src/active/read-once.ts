import type { Profile } from '@ccx/contracts';
import type { ProfileBook } from '../profile-book.ts';

/** What the rules ask of the book. */
export type AskedBook = Pick<ProfileBook, 'path' | 'get' | 'byAccount' | 'bindings'>;

/**
 * The same book, its profiles read at most once: each call of a book reads its file anew, and a dozen names would make a
 * dozen readings, of different moments. What else a name may mean, and the words about one that means nothing, stay
 * the book's.
 */
export function readOnce(book: Pick<ProfileBook, 'path' | 'list' | 'get' | 'bindings'>): AskedBook {
  let profiles: Promise<readonly Profile[]> | null = null;
  const list = (): Promise<readonly Profile[]> => (profiles ??= book.list());
  return {
    path: book.path,
    bindings: () => book.bindings(),
    byAccount: async (accountId) => (await list()).find(({ id }) => id === accountId) ?? null,
    get: async (name) => (await list()).find((one) => one.name === name) ?? book.get(name),
  };
}
