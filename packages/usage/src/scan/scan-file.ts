import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';
import type { ScanBatch } from '@ccx/contracts';
import { fingerprint, isLonger, isUnchanged, type Place, readCursor, writeCursor } from './cursor.ts';
import { errorCode } from './error-code.ts';
import type { Obstacle } from './list-folder.ts';
import type { TranscriptFormat, TranscriptOwner } from './transcript-format.ts';
import { type LineLimits, wholeLines } from './whole-lines.ts';

/** How the files of one scan are read. */
export interface FileScan {
  readonly format: TranscriptFormat;
  readonly owner: TranscriptOwner;
  readonly limits: LineLimits;
  /** Of `limits.chunkBytes`, shared by all files. */
  readonly room: Buffer;
}

/**
 * What is new in one file since its cursor: nothing where it is as it was, one batch for each chunk else. A file that was
 * not only appended to is read from the start, and its first batch says so.
 */
export function* scanFile(file: string, cursorText: string | null, scan: FileScan): Generator<ScanBatch> {
  const cursor = cursorText === null ? null : readCursor(cursorText);
  const place = cursor !== null && 'place' in cursor ? cursor.place : null;
  const known = place === null || scan.format.isOutdated?.(place.state, scan.owner) === true ? null : place;
  let fd: number | null = null;
  try {
    if (known !== null && isUnchanged(known, lstatSync(file))) return;
    // Whatever lies there by now, opening it must not wait: a FIFO would, without a writer.
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const now = fstatSync(fd);
    if (!now.isFile()) yield* obstacleBatch(file, cursorText, 'not-a-file');
    else if (known !== null && isLonger(known, now, fd)) yield* readFrom({ file, fd, now, known, cursorText }, scan);
    else yield* readFrom({ file, fd, now, known: null, cursorText }, scan);
  } catch (error) {
    const code = errorCode(error);
    // Errors of whoever takes the batches are theirs.
    if (code === null) throw error;
    // Deleted since the folder was listed: nothing to report, its records stay.
    if (code !== 'ENOENT') yield* obstacleBatch(file, cursorText, code === 'ELOOP' ? 'link' : 'unreadable');
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** Says once what stands in the way. Earlier records stay; the cursor makes a later reader begin at the start. */
export function* obstacleBatch(file: string, cursorText: string | null, obstacle: Obstacle): Generator<ScanBatch> {
  const cursor = writeCursor({ obstacle });
  if (cursor === cursorText) return;
  yield { file, replaces: false, records: [], cursor, after: cursorText, skipped: { [obstacle]: 1 } };
}

interface OpenFile {
  readonly file: string;
  readonly fd: number;
  readonly now: Stats;
  /** Where to go on; `null` is the start. */
  readonly known: Place | null;
  readonly cursorText: string | null;
}

function* readFrom({ file, fd, now, known, cursorText }: OpenFile, scan: FileScan): Generator<ScanBatch> {
  const reader = scan.format.open(file, scan.owner, known?.state ?? null);
  let offset = known?.offset ?? 0;
  let replaces = known === null && cursorText !== null;
  let after = cursorText;
  // A line that was counted as unfinished is read again: what was counted is taken back first.
  let unfinished = known !== null && known.size > known.offset ? -1 : 0;
  let tooLong = 0;
  const batch = (size: number): ScanBatch => {
    const { skipped, ...told } = reader.take();
    const place: Place = {
      inode: now.ino,
      size,
      mtimeMs: now.mtimeMs,
      offset,
      print: fingerprint(fd, offset),
      state: reader.state(),
    };
    const all = {
      ...skipped,
      ...(tooLong > 0 && { 'too-long': tooLong }),
      ...(unfinished !== 0 && { unfinished }),
    };
    const found = { file, replaces, ...told, cursor: writeCursor({ place }), after, skipped: all };
    [replaces, after, tooLong, unfinished] = [false, found.cursor, 0, 0];
    return found;
  };
  let pending = false;
  for (const chunk of wholeLines(fd, offset, scan.limits, scan.room)) {
    // The batch before this chunk was not the last: its size says that there is more.
    if (pending) yield batch(offset);
    if (chunk.end === 0) tooLong += 1;
    else reader.read(chunk.bytes, chunk.start, chunk.end);
    offset = chunk.offset;
    pending = true;
  }
  if (now.size > offset) unfinished += 1;
  yield batch(Math.max(now.size, offset));
}
