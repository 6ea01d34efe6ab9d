import { closeSync, fstatSync, readSync } from 'node:fs';
import { openFile } from './careful-files.ts';
import { type Fields, parseFields } from './fields.ts';

/** A first look at the end of a history. */
const TAIL_BYTES = 256 * 1024;
/** Above this the end of a file is given up. */
const MOST_BYTES = 16 * 1024 * 1024;
/** The longest head that was seen is that of Codex, with its instructions: 20 kB. */
const HEAD_BYTES = 1024 * 1024;

/**
 * What the last lines of a file say: of the last 256 KiB, of four times as much where they say nothing, and so on up to
 * 16 MiB. A line that is half written or half read is no JSON and left out.
 *
 * @param tell what lines in order say; `null` asks for more of them
 * @returns `null` where the file cannot be read, or says nothing
 */
export function tellTail<T>(path: string, tell: (lines: readonly Fields[]) => T | null): T | null {
  return withFile(path, (file, size) => {
    for (let length = Math.min(size, TAIL_BYTES); ; length = Math.min(size, length * 4)) {
      const text = bytesOf(file, size - length, length);
      const told = tell(text.split('\n').flatMap((line) => fieldsIn(line)));
      if (told !== null || length === size || length >= MOST_BYTES) return told;
    }
  });
}

/** The object in the first line of a file; `null` where there is none yet. */
export function headOf(path: string): Fields | null {
  return withFile(path, (file, size) => {
    for (let length = Math.min(size, 32 * 1024); ; length = Math.min(size, length * 8)) {
      const text = bytesOf(file, 0, length);
      const end = text.indexOf('\n');
      if (end !== -1) return parseFields(text.slice(0, end));
      if (length === size || length >= HEAD_BYTES) return null;
    }
  });
}

function fieldsIn(line: string): readonly Fields[] {
  const fields = parseFields(line);
  return fields === null ? [] : [fields];
}

function withFile<T>(path: string, read: (file: number, size: number) => T): T | null {
  const file = openFile(path);
  if (file === null) return null;
  try {
    const stats = fstatSync(file);
    return stats.isFile() ? read(file, stats.size) : null;
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

function bytesOf(file: number, from: number, length: number): string {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, length, from));
}
