import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { createLineKeeper } from './line-keeper.ts';

/** Bytes that may wait for the disk before the agent is held back. */
const WAITING_BYTES = 1024 * 1024;

/** One file per run: the agent's stdout as it came, and its stderr line by line behind `[stderr] `. */
export interface RunLog {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  /** The disk is behind; `onRoom` tells when it has caught up. */
  readonly full: boolean;
  /** Why nothing is written any more, `null` while all is well. */
  readonly problem: string | null;
  /** All that was taken is handed to the system when this resolves. Never rejects. */
  close(): Promise<void>;
}

/** Where the log of a run lies; the time makes a folder sort by age, the id makes names collide never. */
export function logPathOf(logDir: string, startedAt: string, runId: string): string {
  return join(logDir, `${startedAt.replace(/[-:.]/g, '')}-${runId}.log`);
}

/**
 * Opens the log of a run, mode 0600 in a folder of mode 0700. A log that cannot be written is said, and ends no run.
 *
 * @param openFile how a file is opened that must not exist yet
 */
export async function openRunLog(
  path: string,
  onRoom: () => void,
  openFile: (path: string) => Promise<Writable> = createFile,
): Promise<RunLog> {
  let problem: string | null = null;
  let stream: Writable | null = null;
  let held = false;

  const fail = (error: unknown): void => {
    problem ??= `The log ${path} is not complete: ${error instanceof Error ? error.message : String(error)}`;
    stream?.destroy();
    stream = null;
    release();
  };
  const release = (): void => {
    if (!held) return;
    held = false;
    onRoom();
  };
  const write = (bytes: Uint8Array): void => {
    if (stream === null || bytes.length === 0) return;
    if (!stream.write(bytes)) held = true;
  };

  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    stream = await openFile(path);
    stream.on('error', fail);
    stream.on('drain', release);
  } catch (error) {
    fail(error);
  }
  const keeper = createLineKeeper(write);

  return {
    stdout: (chunk) => keeper.main(chunk),
    stderr: (chunk) => keeper.aside(chunk),
    get full() {
      return held;
    },
    get problem() {
      return problem;
    },
    async close() {
      keeper.end();
      const last = stream;
      if (last === null) return;
      await new Promise<void>((resolve) => {
        last.once('close', resolve);
        last.end();
      });
    },
  };
}

/** `wx`: a file that exists is never written into. */
function createFile(path: string): Promise<Writable> {
  return new Promise((resolve, reject) => {
    const stream = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: WAITING_BYTES });
    stream.once('error', reject);
    stream.once('open', () => {
      stream.off('error', reject);
      resolve(stream);
    });
  });
}
