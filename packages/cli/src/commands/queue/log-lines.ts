import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;
const LOOK_MS = 250;

/**
 * The lines of a file, each without its end, and those that are added while `goesOn` answers yes. What stands behind the
 * last line end comes when nothing more does.
 */
export async function* logLines(
  path: string,
  goesOn: () => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const file = await open(path);
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for (let last = false; !signal.aborted;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      rest = Buffer.from(bytes.subarray(end));
      if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n');
      if (bytesRead > 0) continue;
      if (last) break;
      // Asked before the last look: what was written up to the end is read.
      last = !(await goesOn());
      if (!last) await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    await file.close();
  }
}
