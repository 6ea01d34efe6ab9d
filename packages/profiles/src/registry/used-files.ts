import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instantFromMs, type Instant } from '@ccx/contracts';
import { accountFile } from '../account-file.ts';

/** When accounts were last used: the times of empty files, which need no lock and no parser. */
export interface UsedFiles {
  /** `null`: never, or nobody noted it. */
  last(accountId: string): Promise<Instant | null>;
  /** An earlier time than the one that is known changes nothing. Never rejects. */
  note(accountId: string, at: Instant): Promise<void>;
}

export function openUsedFiles(dir: string): UsedFiles {
  const path = (accountId: string): string => join(dir, accountFile(accountId));
  const last = async (accountId: string): Promise<Instant | null> =>
    stat(path(accountId)).then(
      ({ mtimeMs }) => instantFromMs(Math.round(mtimeMs)),
      () => null,
    );
  return {
    last,
    note: async (accountId, at) => {
      try {
        if (((await last(accountId)) ?? '') >= at) return;
        await mkdir(dir, { recursive: true, mode: 0o700 });
        await writeFile(path(accountId), '', { mode: 0o600 });
        await utimes(path(accountId), new Date(at), new Date(at));
      } catch {
        // What was not noted is not known; nobody's run fails for it.
      }
    },
  };
}
