import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  AGENTS,
  type Instant,
  type ScanBatch,
  type UsageRecord,
  type UsageScanner,
} from '@ccx/contracts';
import { readCursor, writeCursor } from './cursor.ts';
import { type FolderListing, listFolder } from './list-folder.ts';
import { readFiles } from './read-files.ts';
import { obstacleBatch } from './scan-file.ts';
import type { TranscriptFormat } from './transcript-format.ts';

/** How a scan reads. */
export interface ScannerOptions {
  /** Below it lie the default config dirs. Default: this user's home directory. */
  readonly home?: string;
  /** How much is read at once. Default 4 MiB. */
  readonly chunkBytes?: number;
  /** A longer line is skipped and counted as `too-long`. Default 64 MiB. */
  readonly maxLineBytes?: number;
  /**
   * A second thread reads too where so many bytes were never read: an account's first scan, mostly. Starting it takes as
   * long as reading 20 MB, and it needs memory of its own. Default 768 MiB
   */
  readonly twoThreadsFrom?: number;
  /**
   * Whose login an organization (the vendor's id) pays for, where a transcript in the folder of `account` says that the
   * session began on it: of accounts that share one history each has its own sessions. Default `null`: all are of the
   * folder's account.
   */
  readonly accountOf?: ((organizationId: string, account: Account) => Account) | null;
  /** On whose login a session ran at a time, where somebody knows it better than its transcript. Default `null`: nobody. */
  readonly accountAt?: ((sessionId: string, at: Instant) => Account | null) | null;
}

const MIB = 1024 * 1024;

/** What has a session, a time and somebody who paid. */
type Paid = Pick<UsageRecord, 'account' | 'sessionId' | 'at'>;

/**
 * A scanner for transcripts of one format.
 *
 * @param list which transcripts there are, asked when a scan begins
 */
export function formatScanner(
  format: TranscriptFormat,
  options: ScannerOptions = {},
  list = (account: Account): FolderListing => listAccount(format, account, options),
): UsageScanner {
  const { chunkBytes = 4 * MIB, maxLineBytes = 64 * MIB, twoThreadsFrom = 768 * MIB } = options;
  const { accountOf = null, accountAt = null } = options;
  return {
    agent: format.agent,
    async *scan(account, cursor, signal) {
      signal?.throwIfAborted();
      const owner = { account, accountOf: accountOf && ((id: string) => accountOf(id, account)) };
      const scan = { format, owner, limits: { chunkBytes, maxLineBytes }, room: Buffer.allocUnsafeSlow(chunkBytes) };
      const listing = list(account);
      const paid = <T extends Paid>(one: T): T => ({
        ...one,
        account: accountAt?.(one.sessionId, one.at) ?? one.account,
      });
      const own = ({ records, turns = [], ...batch }: ScanBatch): ScanBatch => ({
        ...batch,
        account,
        ...(accountAt === null ? { records, turns } : { records: records.map(paid), turns: turns.map(paid) }),
      });
      for (const { path, is } of listing.obstacles) {
        for (const batch of obstacleBatch(path, cursor(path), is)) yield own(batch);
      }
      for (const folder of listing.folders) {
        for (const batch of readableAgain(folder, cursor(folder))) yield own(batch);
      }
      for await (const batch of readFiles(listing.files, cursor, scan, { twoThreadsFrom, signal })) yield own(batch);
    },
  };
}

/** Every transcript of an account, in the order in which a scan reads them. */
export function listAccount(format: TranscriptFormat, account: Account, options: ScannerOptions): FolderListing {
  const configDir = account.configDir ?? join(options.home ?? homedir(), AGENTS[format.agent].defaultConfigDir);
  const all = format.folders.map((folder) => listFolder(join(configDir, folder), (path) => format.isTranscript(path)));
  return {
    files: all.flatMap(({ files }) => files),
    folders: all.flatMap(({ folders }) => folders),
    obstacles: all.flatMap(({ obstacles }) => obstacles),
  };
}

/** Takes back what was said of a folder that could not be read. */
function* readableAgain(folder: string, cursorText: string | null): Generator<ScanBatch> {
  const cursor = cursorText === null ? null : readCursor(cursorText);
  if (cursor === null || !('obstacle' in cursor)) return;
  const place = { inode: 0, size: 0, mtimeMs: 0, offset: 0, print: '', state: null };
  yield { file: folder, replaces: true, records: [], cursor: writeCursor({ place }), after: cursorText, skipped: {} };
}
