import type { Account, UsageScanner, UsageStore } from '@ccx/contracts';

/** How an account's transcripts are read, and which of those that were read once are gone. */
export interface AccountSource {
  readonly account: Account;
  readonly scanner: UsageScanner;
  /** @param known absolute paths of transcripts that were read before */
  gone(known: readonly string[]): readonly string[];
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
  for (const { account, scanner, gone } of sources) {
    for await (const batch of scanner.scan(account, (file) => store.cursor(file), signal)) {
      store.commit(batch);
      files.add(batch.file);
      records += batch.records.length;
      onProgress({ files: files.size, records });
    }
    for (const file of gone(store.files(account.id))) store.archive(file);
  }
  return { files: files.size, records };
}
