import { lstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { ScanBatch } from '@ccx/contracts';
import { type FileScan, scanFile } from './scan-file.ts';
import type { SecondReader, UnreadFile } from './second-reader.ts';

/** The second thread is given about so many bytes at a time: little is left where this one has nothing more to read. */
const GROUP_BYTES = 8 * 1024 * 1024;
/** So many groups wait for it. */
const GROUPS_AHEAD = 2;
/** After so many files other work of this process gets a turn. */
const FILES_IN_ONE_GO = 200;

/**
 * What is new in files. From `twoThreadsFrom` bytes on that were never read a second thread reads from the end of the
 * list while this one reads from its start; one file is read by one thread, so that its batches come in their order.
 */
export async function* readFiles(
  paths: readonly string[],
  cursor: (file: string) => string | null,
  scan: FileScan,
  { twoThreadsFrom, signal }: { readonly twoThreadsFrom: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<ScanBatch> {
  const files = paths.map((path) => ({ path, cursor: cursor(path) }));
  const second = hasUnreadBytes(files, twoThreadsFrom) ? await secondReader(scan, signal) : null;
  try {
    for (let next = 0; next < files.length; next += 1) {
      if (second !== null) {
        feed(second, files, next + 1);
        yield* second.take();
      }
      const file = files[next];
      if (file === undefined) break;
      if (next % FILES_IN_ONE_GO === 0) await setImmediate();
      signal?.throwIfAborted();
      for (const batch of scanFile(file.path, file.cursor, scan)) {
        yield batch;
        await setImmediate();
        signal?.throwIfAborted();
      }
    }
    while (second !== null && !second.isDone()) {
      await second.came();
      signal?.throwIfAborted();
      yield* second.take();
    }
  } finally {
    await second?.end();
  }
}

/** Threads are loaded for long histories alone. */
async function secondReader(scan: FileScan, signal: AbortSignal | undefined): Promise<SecondReader> {
  const { startSecondReader } = await import('./second-reader.ts');
  return startSecondReader(scan, signal);
}

/** Gives it what lies at the end of the list, down to `from`. */
function feed(second: SecondReader, files: UnreadFile[], from: number): void {
  while (second.left() <= GROUPS_AHEAD && files.length > from) {
    const group: UnreadFile[] = [];
    for (let bytes = 0; files.length > from && bytes < GROUP_BYTES;) {
      const file = files.pop();
      if (file === undefined) break;
      group.push(file);
      bytes += sizeOf(file.path);
    }
    second.give(group);
  }
}

function hasUnreadBytes(files: readonly UnreadFile[], wanted: number): boolean {
  let bytes = 0;
  for (const { path, cursor } of files) {
    if (cursor !== null) continue;
    bytes += sizeOf(path);
    if (bytes >= wanted) return true;
  }
  return false;
}

/** 0 for a file that is gone meanwhile. */
function sizeOf(file: string): number {
  return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
