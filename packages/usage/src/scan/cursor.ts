import { readSync, type Stats } from 'node:fs';
import type { Obstacle } from './list-folder.ts';

/** Changes whenever what a reader makes of a line changes: cursors of other versions mean that a file is read anew. */
const VERSION = 1;
/** So many bytes of the begin and of the end of what was read tell whether a file was only appended to. */
const PRINT_BYTES = 512;

/** Where reading a file ended. */
export interface Place {
  readonly inode: number;
  /** Bytes of the file when it was read; more than `offset` where its last line was not finished. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Just after the last whole line. */
  readonly offset: number;
  /** Of what lies before `offset`. */
  readonly print: string;
  /** What the format's reader must know to go on. */
  readonly state: unknown;
}

/** What a cursor says: where to go on, or what stood in the way the last time. */
export type Cursor = { readonly place: Place } | { readonly obstacle: Obstacle };

export function writeCursor(cursor: Cursor): string {
  if ('obstacle' in cursor) return JSON.stringify([VERSION, cursor.obstacle]);
  const { inode, size, mtimeMs, offset, print, state } = cursor.place;
  return JSON.stringify([VERSION, inode, size, mtimeMs, offset, print, state]);
}

/** `null` for a text that is no cursor of this version. */
export function readCursor(text: string): Cursor | null {
  const parts = parseList(text);
  const [version, first, size, mtimeMs, offset, print, state] = parts;
  if (version !== VERSION) return null;
  if (first === 'unreadable' || first === 'link' || first === 'not-a-file') return { obstacle: first };
  const isPlace = typeof first === 'number' && typeof size === 'number' && typeof mtimeMs === 'number';
  if (!isPlace || typeof offset !== 'number' || typeof print !== 'string') return null;
  return { place: { inode: first, size, mtimeMs, offset, print, state: state ?? null } };
}

/** Whether a file is as it was when it was read. */
export function isUnchanged({ inode, size, mtimeMs }: Place, now: Stats): boolean {
  return now.ino === inode && now.size === size && now.mtimeMs === mtimeMs;
}

/** Whether a file, open as `fd`, was only appended to since. */
export function isLonger(place: Place, now: Stats, fd: number): boolean {
  return now.ino === place.inode && now.size > place.size && fingerprint(fd, place.offset) === place.print;
}

/** Of the first and the last bytes before `offset`: 64 bits of FNV-1a, against chance and not against malice. */
export function fingerprint(fd: number, offset: number): string {
  const bytes = Buffer.alloc(2 * PRINT_BYTES);
  const length = Math.min(offset, PRINT_BYTES);
  readSync(fd, bytes, 0, length, 0);
  readSync(fd, bytes, PRINT_BYTES, length, offset - length);
  let [a, b] = [0x811c9dc5, 0x9dc5811c];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x01000197);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
