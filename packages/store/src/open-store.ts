import type {
  HookStore,
  Instant,
  ProfileHealthStore,
  QuotaHistory,
  SessionStore,
  UsageReader,
  UsageStore,
} from '@ccx/contracts';
import { hookStore } from './memory/hook-store.ts';
import { profileHealthStore } from './memory/profile-health-store.ts';
import { quotaHistory } from './memory/quota-history.ts';
import { sessionStore } from './memory/session-store.ts';
import { Connection } from './sqlite/connection.ts';
import type { StoreProblem } from './sqlite/store-problem.ts';
import { Names } from './usage/names.ts';
import { usageReader } from './usage/usage-reader.ts';
import { usageStore } from './usage/usage-store.ts';

/** Everything that ccx remembers across runs; each role can be handed to those who need no more than it. */
export interface Store extends UsageStore, UsageReader, HookStore, SessionStore, ProfileHealthStore, QuotaHistory {
  /** Closes the file. Every later call throws; a second `close` does nothing. */
  close(): void;
}

export interface StoreOptions {
  /** How long to wait for another process that writes, in milliseconds. @default 10000 */
  readonly busyTimeoutMs?: number;
  /** Told when a damaged file was moved aside and a new one begun. @default nobody */
  readonly onProblem?: (problem: StoreProblem) => void;
  /** The time that names a damaged file. @default the system's */
  readonly now?: () => Instant;
}

/**
 * Opens the database at the path and brings it to the newest format. Folder (0700) and file (0600) are made where they
 * are missing. Any number of processes may have it open, scan, record and query at once.
 *
 * @param path absolute, e.g. `${ccxPaths(env, home).state}/ccx.db`
 * @throws {CcxError} `invalid_config` for the file of a newer ccx or of another program, `io_failed` where it cannot be
 * made, read or written, or was found to be damaged later on, `lock_timeout` where another process writes for too long
 * @example
 * const store = openStore('/home/ada/.local/state/ccx/ccx.db');
 * store.queryUsage({ range: { from: null, to: null }, groupBy: ['day', 'model'], timeZone: 'Asia/Kathmandu' });
 */
export function openStore(
  path: string,
  { busyTimeoutMs = 10_000, onProblem = () => {}, now = systemNow }: StoreOptions = {},
): Store {
  const connection = new Connection(path, { busyTimeoutMs, onProblem, now });
  const names = new Names(connection);
  return {
    ...usageStore(connection, names),
    ...usageReader(connection, names),
    ...hookStore(connection),
    ...sessionStore(connection),
    ...profileHealthStore(connection),
    ...quotaHistory(connection),
    close: () => connection.close(),
  };
}

function systemNow(): Instant {
  return new Date().toISOString();
}
