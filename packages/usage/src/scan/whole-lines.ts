import { readSync } from 'node:fs';

/** How much is read at once, and how long a line may be. Bytes. */
export interface LineLimits {
  readonly chunkBytes: number;
  readonly maxLineBytes: number;
}

/** Whole lines, or one that was too long. */
export interface LineChunk {
  /** Lines with their `\n`, from `start` to `end`; overwritten when the next chunk is asked for. */
  readonly bytes: Buffer;
  /** 0, or just after the byte order mark with which a file begins. */
  readonly start: number;
  /** 0 where a line was too long to be kept. */
  readonly end: number;
  /** Where in the file this chunk ends. */
  readonly offset: number;
}

/**
 * The whole lines of an open file from `offset` on, many at a time, in one buffer that is used again and again: memory
 * does not grow with the file. What follows the last `\n` is left out, and read again by a later call.
 *
 * @param room of `chunkBytes`; handed in because many small files share it
 */
export function* wholeLines(fd: number, offset: number, limits: LineLimits, room: Buffer): Generator<LineChunk> {
  let buffer = room;
  let start = offset;
  let filled = 0;
  for (;;) {
    if (filled === buffer.length) {
      if (filled >= limits.maxLineBytes) {
        const next = endOfLine(fd, start + filled, room);
        if (next === null) return;
        [buffer, start, filled] = [room, next, 0];
        yield { bytes: buffer, start: 0, end: 0, offset: start };
        continue;
      }
      const larger = Buffer.allocUnsafeSlow(Math.min(2 * buffer.length, limits.maxLineBytes));
      buffer.copy(larger);
      buffer = larger;
    }
    const read = readSync(fd, buffer, filled, buffer.length - filled, start + filled);
    if (read === 0) return;
    filled += read;
    const end = buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
    if (end === 0) continue;
    const begin = start === 0 && isAt(buffer, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    start += end;
    yield { bytes: buffer, start: begin, end, offset: start };
    const rest = buffer.subarray(end, filled);
    // A buffer that one long line needed is not kept for the others.
    if (rest.length < room.length) buffer = room;
    rest.copy(buffer);
    filled = rest.length;
  }
}

/** Calls `visit` with the begin and the end of every line, without its `\n`. */
export function eachLine(bytes: Buffer, start: number, end: number, visit: (from: number, to: number) => void): void {
  let from = start;
  while (from < end) {
    const to = bytes.indexOf(NEWLINE, from);
    visit(from, to);
    from = to + 1;
  }
}

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function isAt(bytes: Buffer, text: Buffer): boolean {
  return bytes.length >= text.length && bytes.compare(text, 0, text.length, 0, text.length) === 0;
}

/** Just after the next `\n`; `null` where the file ends before. */
function endOfLine(fd: number, offset: number, room: Buffer): number | null {
  for (let at = offset; ;) {
    const read = readSync(fd, room, 0, room.length, at);
    if (read === 0) return null;
    const found = room.subarray(0, read).indexOf(NEWLINE);
    if (found >= 0) return at + found + 1;
    at += read;
  }
}
