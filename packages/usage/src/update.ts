import { existsSync } from 'node:fs';
import type { Account, ScanBatch, UsageScanner, UsageStore } from '@ccx/contracts';
import { workFolder } from './place/work-folder.ts';
import { goneFiles } from './scan/gone-files.ts';
import type { FolderListing } from './scan/list-folder.ts';

/** How an account's transcripts are read, and which of them are there. */
export interface AccountSource {
  readonly account: Account;
  readonly scanner: UsageScanner;
  /** As they were when it was last scanned, or are now. */
  readonly listing: () => FolderListing;
}

/** How far an update is. */
export interface UpdateProgress {
  /** Transcripts in which something was new, so far. */
  readonly files: number;
  /** Calls that were found in them, also those that will not count. */
  readonly records: number;
}

export interface UpdateUsageOptions {
  readonly sources: readonly AccountSource[];
  readonly store: UsageStore;
  /** Told after each step of a transcript. */
  readonly onProgress?: (progress: UpdateProgress) => void;
  readonly signal?: AbortSignal;
}

/** So much is kept in one transaction: more of them cost more than what they write, and what is not yet kept is memory. */
const AT_ONCE = { files: 100, records: 2000 } as const;

/**
 * Brings a store up to what stands in the transcripts: reads what is new, and marks what is gone. Two processes may do it
 * at the same time: each step is kept with its cursor, or not at all.
 *
 * @throws the reason of `signal` when that is aborted; what was read until then is kept
 */
export async function updateUsage({
  sources,
  store,
  onProgress = () => {},
  signal,
}: UpdateUsageOptions): Promise<UpdateProgress> {
  const files = new Set<string>();
  let records = 0;
  const keeper = batchKeeper(store);
  for (const { account, scanner } of sources) {
    try {
      for await (const batch of scanner.scan(account, (file) => store.cursor(file), signal)) {
        keeper.add(batch);
        files.add(batch.file);
        records += batch.records.length;
        onProgress({ files: files.size, records });
      }
    } finally {
      keeper.flush();
    }
  }
  markGone(store, sources);
  return { files: files.size, records };
}

/** Keeps batches, some together, after the folders in which their calls were made: these may be gone at the next scan. */
function batchKeeper(store: UsageStore): { readonly add: (batch: ScanBatch) => void; readonly flush: () => void } {
  const folders = new Set<string>();
  let batches: ScanBatch[] = [];
  let records = 0;
  const flush = (): void => {
    for (const { cwd } of batches.flatMap((batch) => batch.records)) {
      if (cwd === null || folders.has(cwd)) continue;
      folders.add(cwd);
      const folder = workFolder(cwd);
      if (folder !== null) store.keepFolder(folder);
    }
    const kept = batches;
    [batches, records] = [[], 0];
    if (kept.length > 0) store.commitAll(kept);
  };
  return {
    add(batch) {
      batches.push(batch);
      records += batch.records.length;
      if (batches.length >= AT_ONCE.files || records >= AT_ONCE.records) flush();
    },
    flush,
  };
}

/** Accounts may share one folder: a transcript is gone only where none of them has it. */
function markGone(store: UsageStore, sources: readonly AccountSource[]): void {
  const listings = sources.map(({ listing }) => listing());
  const all: FolderListing = {
    files: listings.flatMap(({ files }) => files),
    folders: listings.flatMap(({ folders }) => folders),
    obstacles: listings.flatMap(({ obstacles }) => obstacles),
  };
  const known = sources.flatMap(({ account }) => store.files(account.id));
  const gone = new Set(
    goneFiles(
      known.map(({ path }) => path),
      all,
    ),
  );
  for (const { path, archived } of known) {
    // Another process may have found what was not there yet when this one looked.
    if (!archived && gone.has(path) && !existsSync(path)) store.archive(path);
    if (archived && !gone.has(path)) store.restore(path);
  }
}
