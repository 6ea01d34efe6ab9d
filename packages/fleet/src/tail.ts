import { closeSync, fstatSync, readSync } from 'node:fs';
import { openFile } from './careful-files.ts';

const FIRST_BYTES = 16 * 1024;
const LINE_FEED = 10;

/**
 * The lines of a file from its end backwards, as far as `mostBytes` reach; nothing where there is no such file. A last
 * line without its line feed is one of them: it may be torn. What is not asked for is not read.
 */
export function* linesBackwards(path: string, mostBytes: number = 256 * 1024): Generator<string, void, void> {
  const file = openFile(path);
  if (file === null) return;
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return;
    const lowest = Math.max(0, stats.size - mostBytes);
    let rest: Buffer = Buffer.alloc(0);
    for (let end = stats.size, wanted = FIRST_BYTES; end > lowest; wanted *= 4) {
      const from = Math.max(lowest, end - wanted);
      const block = Buffer.concat([readPart(file, from, end - from), rest]);
      const first = from === 0 ? 0 : block.indexOf(LINE_FEED) + 1;
      // Without a line feed in it the whole block is the end of a line that began before it.
      rest = from > 0 && first === 0 ? block : block.subarray(0, first);
      if (rest !== block) {
        const lines = block.toString('utf8', first).split('\n');
        for (let at = lines.length - 1; at >= 0; at -= 1) if (lines[at]) yield lines[at] ?? '';
      }
      end = from;
    }
  } catch {
    // It vanished or cannot be read: then nothing more is known of it.
  } finally {
    closeSync(file);
  }
}

function readPart(file: number, from: number, bytes: number): Buffer {
  const part = Buffer.allocUnsafe(bytes);
  return part.subarray(0, readSync(file, part, 0, bytes, from));
}
