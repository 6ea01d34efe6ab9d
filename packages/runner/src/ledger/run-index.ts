import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { instantFromMs, type Clock, type Instant, type RunRecord, type RunResult } from '@ccx/contracts';
import { withLock } from '@ccx/contracts/host';
import { linesBackward } from './lines-backward.ts';
import { isMissing } from './record-folder.ts';
import { isIndexedResult, isObject, isRunRecord } from './shapes.ts';
import { trimmed } from './trimmed-result.ts';
import { writeWhole } from './whole-file.ts';

const DAY_MS = 24 * 3_600_000;
const KEPT_MS = 30 * DAY_MS;
/** Old lines are cut off at most once a day. */
const CUT_AFTER_MS = 31 * DAY_MS;
const NEWLINE = 0x0a;

/** A run that ended. */
export interface RunHistoryEntry {
  /** When it ended, by the clock of the process that wrote it down. */
  readonly at: Instant;
  /** How many agents stood above it. */
  readonly depth: number;
  readonly record: RunRecord;
  /** Long texts in it are cut: the index is for looking back, the log and the transcript are for reading. */
  readonly result: RunResult;
}

/** Results by the time they came in, append-only, 30 days of them. */
export interface RunIndex {
  append(entry: Omit<RunHistoryEntry, 'at'>): Promise<void>;
  /** Oldest first. */
  since(instant: Instant): Promise<readonly RunHistoryEntry[]>;
  /** Looks at all lines: clocks are set back now and then. */
  has(runId: string): Promise<boolean>;
}

export function createRunIndex(dir: string, clock: Clock): RunIndex {
  const path = join(dir, 'index.jsonl');
  const lock = join(dir, 'index.lock');

  async function cutOld(): Promise<void> {
    const cutoff = before(clock, CUT_AFTER_MS);
    const oldest = await withFile(path, 'r', firstInstant);
    if (oldest === null || oldest >= cutoff) return;
    const kept: string[] = [];
    const keepFrom = before(clock, KEPT_MS);
    await withFile(path, 'r', async (file) => {
      for await (const line of linesBackward(file)) {
        const at = instantOf(line);
        if (at !== null && at >= keepFrom) kept.push(line);
      }
    });
    await writeWhole(
      path,
      kept
        .toReversed()
        .map((line) => `${line}\n`)
        .join(''),
    );
  }

  return {
    async append({ depth, record, result }) {
      const { runId, attempts } = trimmed(result);
      const line = `${JSON.stringify({ at: clock.now(), schemaVersion: 1, depth, record, result: { runId, attempts } })}\n`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Also for a single write: whoever cuts old lines puts another file in this one's place.
      await withLock(lock, {}, async () => {
        await withFile(path, 'a+', async (file) => {
          // A writer that died in the middle of its line must not spoil the next one.
          await file.appendFile((await endsInsideLine(file)) ? `\n${line}` : line);
          await file.datasync();
        });
        await cutOld();
      });
    },
    async has(runId) {
      const found = await withFile(path, 'r', async (file) => {
        for await (const line of linesBackward(file)) {
          const at = line.includes(runId) ? instantOf(line) : null;
          if (at !== null && readEntry(at, line)?.result.runId === runId) return true;
        }
        return false;
      });
      return found === true;
    },
    async since(instant) {
      const found: RunHistoryEntry[] = [];
      await withFile(path, 'r', async (file) => {
        for await (const line of linesBackward(file)) {
          const at = instantOf(line);
          if (at === null) continue;
          if (at < instant) break;
          const entry = readEntry(at, line);
          if (entry !== null) found.push(entry);
        }
      });
      return found.toReversed();
    },
  };
}

/** The instant that lies `ms` milliseconds before now. */
export function before(clock: Clock, ms: number): Instant {
  return instantFromMs(Math.max(0, Date.parse(clock.now()) - ms)) ?? clock.now();
}

/** `null` where there is no such file. */
async function withFile<T>(path: string, flags: 'r' | 'a+', body: (file: FileHandle) => Promise<T>): Promise<T | null> {
  let file: FileHandle;
  try {
    file = await open(path, flags, 0o600);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    return await body(file);
  } finally {
    await file.close();
  }
}

async function endsInsideLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== NEWLINE;
}

async function firstInstant(file: FileHandle): Promise<Instant | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
  return instantOf(buffer.toString('latin1', 0, bytesRead));
}

/** Without parsing the line: its time stands first. */
function instantOf(line: string): Instant | null {
  return /^\{"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/.exec(line)?.[1] ?? null;
}

function readEntry(at: Instant, line: string): RunHistoryEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value) || !isRunRecord(value['record']) || !isIndexedResult(value['result'])) return null;
  const { depth, record, result } = value;
  const last = result.attempts.at(-1);
  if (last === undefined || typeof depth !== 'number') return null;
  return {
    at,
    depth,
    record,
    result: { ...last.outcome, schemaVersion: 1, runId: result.runId, last, attempts: result.attempts },
  };
}
