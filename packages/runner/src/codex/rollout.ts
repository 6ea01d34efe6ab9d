import { open } from 'node:fs/promises';
import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf, parseFields } from '../record-lines.ts';

/** The end of a rollout that is read; a turn without a tool call is far smaller. */
const TAIL_BYTES = 2 * 1024 * 1024;

/** What one run wrote into its thread's rollout. */
export interface RolloutPart {
  /** `type` and `payload` of each line, oldest first. */
  readonly lines: readonly RolloutLine[];
  /** What was written just before, as far as it was read. */
  readonly before: readonly RolloutLine[];
  /** `false`: the part begins before what was read, or holds a line that cannot be read. */
  readonly whole: boolean;
}

export interface RolloutLine {
  readonly type: string;
  readonly payload: Fields;
}

/** The lines of a rollout since an instant (0.169.0: `{ timestamp, ordinal, type, payload }`); `null` where it cannot be read. */
export async function readRollout(
  path: string,
  since: Instant,
  tailBytes: number = TAIL_BYTES,
): Promise<RolloutPart | null> {
  const tail = await readTail(path, tailBytes).catch(() => null);
  if (tail === null) return null;
  const lines: RolloutLine[] = [];
  const before: RolloutLine[] = [];
  let whole = !tail.cut;
  for (const text of tail.lines) {
    const line = parseFields(text);
    const payload = fieldsOf(line?.['payload']);
    if (line === null || payload === null || typeof line['type'] !== 'string') {
      whole = false;
      continue;
    }
    const said = { type: line['type'], payload };
    if (Date.parse(String(line['timestamp'])) < Date.parse(since)) {
      // Whatever could not be read so far is older still.
      whole = true;
      before.push(said);
    } else lines.push(said);
  }
  return { lines, before, whole };
}

async function readTail(path: string, bytes: number): Promise<{ lines: readonly string[]; cut: boolean }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    return { lines: lines.filter((line) => line !== ''), cut: from > 0 };
  } finally {
    await file.close();
  }
}
