import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account, Clock, QuotaCache, QuotaState } from '@ccx/contracts';
import { sinceReset } from '../freshness.ts';
import { systemClock } from '../system-clock.ts';
import { nothingKnown, withReading, withSignal } from './next-state.ts';
import { formatState, parseState } from './stored-state.ts';
import { writeWhole } from './whole-file.ts';

export interface QuotaCacheOptions {
  /** As `ccxPaths(env, home).quota`, which `CCX_QUOTA_CACHE_DIR` moves. Made with mode 0700 where it is missing. */
  readonly dir: string;
  readonly clock?: Clock;
}

/** A {@link QuotaCache} in files that all ccx processes of a person share. */
export interface FileQuotaCache extends QuotaCache {
  /** The account's file, whether it is there or not. */
  path(account: Account): string;
}

/** Nobody holds the lock for longer than it takes to write a small file. */
const LOCK = { waitMs: 5_000, expiresMs: 10_000 } as const;

/**
 * The last known quotas in one file per account. A failed reading leaves the numbers where they are, each with its own
 * source and age; a window past its reset reads as unknown. A file that cannot be understood is put aside.
 *
 * @example
 * const cache = createQuotaCache({ dir: ccxPaths(process.env, homedir()).quota });
 * const { good, problem } = await cache.read(account);
 */
export function createQuotaCache({ dir, clock = systemClock }: QuotaCacheOptions): FileQuotaCache {
  const path = ({ agent, id }: Account): string => join(dir, `${agent}-${digest(id)}.json`);

  const load = async (account: Account): Promise<QuotaState | null> => {
    const text = await readFile(path(account), 'utf8').catch(() => null);
    return text === null ? null : parseState(text, account);
  };
  const shown = (state: QuotaState): QuotaState => ({
    ...state,
    good: state.good && {
      ...state.good,
      windows: state.good.windows.map((window) => sinceReset(window, clock.now())),
    },
  });
  const change = async (account: Account, by: (state: QuotaState) => QuotaState): Promise<QuotaState> => {
    // Loaded by who writes: a status line reads all day, and each of its milliseconds is waited for.
    const { withLock } = await import('@ccx/contracts/host');
    return withLock(besideCache(path(account), 'lock'), LOCK, async () => {
      const known = await load(account);
      // Somebody may want to see what a newer ccx, or nobody who is known, has written there.
      if (known === null) await rename(path(account), besideCache(path(account), 'aside.json')).catch(() => {});
      const before = known ?? nothingKnown(account);
      const state = by(before);
      if (state !== before) await writeWhole(path(account), formatState(state));
      return shown(state);
    });
  };

  return {
    path,
    read: async (account) => shown((await load(account)) ?? nothingKnown(account)),
    write: (reading, of) => change(of, (state) => withReading(state, reading, clock.now())),
    record: (account, signal) => change(account, (state) => withSignal(state, signal, clock.now())),
  };
}

/** Where something else about the account of this cache file lies. */
export function besideCache(path: string, extension: string): string {
  return path.replace(/json$/, extension);
}

/** Config dirs may differ in letters only, which some file systems do not tell apart, and be longer than a name may be. */
function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
