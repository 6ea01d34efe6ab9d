import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account, AccountLogin, Clock, QuotaCache, QuotaSnapshot, QuotaState, QuotaWindow } from '@ccx/contracts';
import { withLock } from '@ccx/contracts/host';
import { hasReset, sinceReset } from '../freshness.ts';
import { systemClock } from '../system-clock.ts';
import { disagreement } from './disagreement.ts';
import { mergeSamples, mergeWindows } from './merge-windows.ts';
import { signalWindows } from './signal-windows.ts';
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
  const change = (account: Account, by: (state: QuotaState) => QuotaState): Promise<QuotaState> =>
    withLock(path(account).replace(/json$/, 'lock'), LOCK, async () => {
      const known = await load(account);
      // Somebody may want to see what a newer ccx, or nobody who is known, has written there.
      if (known === null) await rename(path(account), `${path(account)}.aside`).catch(() => {});
      const state = by(known ?? nothing(account));
      if (state !== known) await writeWhole(path(account), formatState(state));
      return shown(state);
    });

  return {
    path,
    read: async (account) => shown((await load(account)) ?? nothing(account)),
    write: (reading, of) =>
      change(of, (state) => {
        if (!reading.ok) return { ...state, problem: reading.problem };
        const { windows } = reading.snapshot;
        const known = isOther(state.good?.login, reading.snapshot.login) ? nothing(of) : state;
        const before = known.good?.windows ?? [];
        const named = new Set(windows.map(({ id }) => id));
        const now = clock.now();
        // What is past its reset and not named any more says nothing, not even that the window is still there.
        const kept = before.filter((window) => named.has(window.id) || !hasReset(window, now));
        const solved = known.problem === null || windows.some(({ capturedAt }) => capturedAt >= (known.problem?.at ?? ''));
        return {
          account: of,
          good: snapshotWith(reading.snapshot, known.good, mergeWindows(kept, windows)),
          problem: disagreement(before, windows, now) ?? (solved ? null : known.problem),
          samples: mergeSamples(known.samples, windows),
        };
      }),
    record: (account, signal) =>
      change(account, (state) => {
        const before = state.good?.windows ?? [];
        const windows = signalWindows(signal, before);
        if (windows.length === 0) return state;
        return {
          account,
          good: snapshotWith(state.good ?? emptySnapshot(account), null, mergeWindows(before, windows)),
          problem: disagreement(before, windows, clock.now()) ?? state.problem,
          samples: mergeSamples(state.samples, windows),
        };
      }),
  };
}

/** Config dirs may differ in letters only, which some file systems do not tell apart, and be longer than a name may be. */
function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

function nothing(account: Account): QuotaState {
  return { account, good: null, problem: null, samples: [] };
}

function emptySnapshot(account: Account): QuotaSnapshot {
  return { schemaVersion: 1, account, cliVersion: null, windows: [], plan: null, login: null };
}

/** What this source does not say stays as another one said it. */
function snapshotWith(
  { schemaVersion, account, cliVersion, plan, login }: QuotaSnapshot,
  known: QuotaSnapshot | null,
  windows: readonly QuotaWindow[],
): QuotaSnapshot {
  return {
    schemaVersion,
    account,
    cliVersion: cliVersion ?? known?.cliVersion ?? null,
    windows,
    plan: plan ?? known?.plan ?? null,
    login: login ?? known?.login ?? null,
  };
}

/** Somebody else has logged in there: what was known is about another account. */
function isOther(one: AccountLogin | null | undefined, other: AccountLogin | null): boolean {
  const differ = (a: string | null | undefined, b: string | null | undefined): boolean =>
    (a ?? null) !== null && (b ?? null) !== null && a !== b;
  return differ(one?.accountUuid, other?.accountUuid) || differ(one?.email, other?.email);
}
