import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf, parseFields } from '../fields.ts';
import { limitIdOf } from './limit-bucket.ts';

/** How many rollouts are looked at, of the newest days, and how many of them are read: each bucket may be in another. */
const CONSIDERED = 200;
const READ = 8;
/** The end of each that is read. Every answer of the model writes a `token_count`; one line of a tool may be large. */
const TAIL_BYTES = 2 * 1024 * 1024;
/** Whose account a rollout belongs to stands at the begin of its first line. */
const HEAD_BYTES = 4096;
/** A `token_count` has about 1000 characters. */
const LONGEST_LINE = 64 * 1024;

/** What a rollout says of the limits of the account that wrote it. */
export interface RolloutLimits {
  /** The vendor's id of the account; `null` where the rollout does not say it, as one of an API key. */
  readonly accountUuid: string | null;
  /** The last record of each bucket, by its id. */
  readonly buckets: ReadonlyMap<string, { readonly bucket: Fields; readonly capturedAt: Instant }>;
}

/** What the rollouts that were written last say of limits, newest first. */
export async function newestLimits(sessions: string): Promise<readonly RolloutLimits[]> {
  const paths = await newestRollouts(sessions);
  const all = await Promise.all(paths.map((path) => limitsOf(path).catch(() => null)));
  return all.filter((limits) => limits !== null).filter(({ buckets }) => buckets.size > 0);
}

/**
 * `sessions/YYYY/MM/DD/rollout-*.jsonl`, by the time of the last write: a thread that is gone on with writes into the
 * folder of the day on which it began.
 */
async function newestRollouts(sessions: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const year of await descending(sessions)) {
    for (const month of await descending(join(sessions, year))) {
      for (const day of await descending(join(sessions, year, month))) {
        if (found.length >= CONSIDERED) break;
        const folder = join(sessions, year, month, day);
        const names = (await descending(folder)).filter((name) => name.endsWith('.jsonl'));
        found.push(...names.map((name) => join(folder, name)));
      }
    }
  }
  const dated = await Promise.all(
    found.slice(0, CONSIDERED).map(async (path) => ({ path, at: (await stat(path).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return dated
    .toSorted((a, b) => b.at - a.at)
    .slice(0, READ)
    .map(({ path }) => path);
}

async function descending(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.toSorted((a, b) => b.localeCompare(a));
}

async function limitsOf(path: string): Promise<RolloutLimits> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const text = async (from: number, length: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    const head = await text(0, Math.min(size, HEAD_BYTES));
    const tail = await text(Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
    return {
      accountUuid: /"creator_account_id": ?"([^"]+)"/.exec(head)?.[1] ?? null,
      buckets: lastBuckets(tail.split('\n')),
    };
  } finally {
    await file.close();
  }
}

/** The last record of each bucket that names a window: an answer without limits writes one, too. */
function lastBuckets(lines: readonly string[]): RolloutLimits['buckets'] {
  const buckets = new Map<string, { bucket: Fields; capturedAt: Instant }>();
  for (const text of lines.toReversed()) {
    if (text.length > LONGEST_LINE || !text.includes('"token_count"')) continue;
    const line = parseFields(text);
    const payload = fieldsOf(line?.['payload']);
    const bucket = fieldsOf(payload?.['rate_limits']);
    const at = Date.parse(String(line?.['timestamp']));
    if (payload?.['type'] !== 'token_count' || bucket === null || Number.isNaN(at)) continue;
    const windows = [bucket['primary'], bucket['secondary'], bucket['individual_limit']];
    if (windows.every((window) => fieldsOf(window) === null) || buckets.has(limitIdOf(bucket))) continue;
    buckets.set(limitIdOf(bucket), { bucket, capturedAt: new Date(at).toISOString() });
  }
  return buckets;
}
