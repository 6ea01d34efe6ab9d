import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file from the last to the first, without their ends; a last line without an end comes too. */
export async function* linesBackward(file: FileHandle): AsyncGenerator<string> {
  let end = (await file.stat()).size;
  /** The beginning of a line whose earlier part has not been read yet, in reverse order of its parts. */
  let parts: Buffer[] = [];
  const whole = (): string => Buffer.concat(parts.toReversed()).toString('utf8');
  while (end > 0) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const block = Buffer.alloc(end - start);
    const { bytesRead } = await file.read(block, 0, block.length, start);
    let rest = block.subarray(0, bytesRead);
    for (let at = rest.lastIndexOf(NEWLINE); at !== -1; at = rest.lastIndexOf(NEWLINE)) {
      parts.push(rest.subarray(at + 1));
      const line = whole();
      parts = [];
      if (line !== '') yield line;
      rest = rest.subarray(0, at);
    }
    parts.push(rest);
    end = start;
  }
  const first = whole();
  if (first !== '') yield first;
}
