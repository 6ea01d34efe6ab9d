import { open } from 'node:fs/promises';
import type { Instant } from '@ccx/contracts';

/** The end of a rollout that is read; a turn without a tool call is far smaller. */
const TAIL_BYTES = 2 * 1024 * 1024;

export type Fields = Readonly<Record<string, unknown>>;

/** What one run wrote into its thread's rollout. */
export interface RolloutPart {
  /** `type` and `payload` of each line, oldest first. */
  readonly lines: readonly { readonly type: string; readonly payload: Fields }[];
  /** The part begins before what was read. */
  readonly cut: boolean;
}

/** The lines of a rollout since an instant (0.169.0: `{ timestamp, ordinal, type, payload }`); `null` where it cannot be read. */
export async function readRollout(
  path: string,
  since: Instant,
  tailBytes: number = TAIL_BYTES,
): Promise<RolloutPart | null> {
  const tail = await readTail(path, tailBytes).catch(() => null);
  if (tail === null) return null;
  const lines: { type: string; payload: Fields }[] = [];
  let reachesBack = !tail.cut;
  for (const text of tail.text.split('\n')) {
    const line = parse(text);
    if (line === null || typeof line['timestamp'] !== 'string' || typeof line['type'] !== 'string') continue;
    if (!(Date.parse(line['timestamp']) >= Date.parse(since))) {
      reachesBack = true;
      continue;
    }
    const payload = fieldsOf(line['payload']);
    if (payload !== null) lines.push({ type: line['type'], payload });
  }
  return { lines, cut: !reachesBack };
}

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

async function readTail(path: string, bytes: number): Promise<{ text: string; cut: boolean }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return { text: buffer.toString('utf8', 0, bytesRead), cut: from > 0 };
  } finally {
    await file.close();
  }
}

function parse(text: string): Fields | null {
  try {
    return text === '' ? null : fieldsOf(JSON.parse(text));
  } catch {
    // Half a line: the first of a cut tail, or one that a killed Codex could not finish.
    return null;
  }
}
