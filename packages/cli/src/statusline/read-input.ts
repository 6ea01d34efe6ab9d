import type { ReadStream } from 'node:tty';

/** A session's JSON has two kilobytes; above this it is none, and what came so far is all that is looked at. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Who keeps the pipe open without a word shall not keep the line waiting. */
const LONGEST_MS = 2000;

/** What stands on stdin, whatever it is: bounded in size and time, empty on a terminal; never rejects. */
export async function readInput(open: () => ReadStream, longestMs: number = LONGEST_MS): Promise<Buffer> {
  let stream: ReadStream;
  try {
    stream = open();
  } catch {
    // Not every thing that can stand there can be read.
    return Buffer.alloc(0);
  }
  if (stream.isTTY) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, longestMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    stream.on('end', end).on('error', end).on('close', end);
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MOST_BYTES) end();
    });
  });
  stream.removeAllListeners('data');
  // A stream that stays open would keep the process.
  stream.destroy();
  return Buffer.concat(chunks);
}
