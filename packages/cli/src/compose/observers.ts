import { ccxPaths, type Env, type RunObserver } from '@ccx/contracts';
import type { ProfileBook } from '@ccx/profiles';

/** Who listens to a run beside the person, and what they still have to write when it has ended. */
export interface AccountObserver extends RunObserver {
  settled(): Promise<void>;
}

/** Keeps what runs say about their accounts: when they were used, and whether the login was taken. */
export function composeAccountObserver(book: ProfileBook, env: Env, home: string): AccountObserver {
  let writing: Promise<unknown> = Promise.resolve();
  const then = (work: () => Promise<unknown>): void => {
    // No run fails because something about its account cannot be kept.
    writing = writing.then(work).catch(() => {});
  };
  return {
    started: ({ target, startedAt }) => then(() => book.used(target.account.id, startedAt)),
    ended: (result) =>
      then(async () => {
        const { healthObserver, openHealth } = await import('@ccx/profiles');
        healthObserver(openHealth({ dir: ccxPaths(env, home).state })).ended?.(result);
      }),
    settled: async () => {
      await writing;
    },
  };
}
