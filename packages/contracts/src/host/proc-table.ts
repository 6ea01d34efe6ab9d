import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { CcxError } from '../error.ts';
import type { ProcessRow, ProcessTable, TreeMarker } from './process-table.ts';

/** How many processes are read before other work of this process gets its turn. */
const ROWS_AT_A_TIME = 64;
/** How often the listing is repeated for processes that appeared while it was read. */
const LISTINGS_AT_MOST = 5;

let buffer: Buffer | null = null;

/**
 * Reads the text of `/proc/PID/stat` (proc_pid_stat(5), Linux 6.18); `null` when it is not such a text. The name in
 * parentheses may hold spaces and parentheses itself, so the fields are counted from the last `)`.
 */
export function parseStat(text: string): ProcessRow | null {
  const close = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  if (close === -1 || !Number.isSafeInteger(pid)) return null;
  const fields = text.slice(close + 2).split(' ');
  const [letter, parent, group, session] = fields;
  const threads = Number(fields[17]);
  const startedAt = fields[19];
  if (letter === undefined || startedAt === undefined || !/^\d+$/.test(startedAt)) return null;
  // A main thread that ended before its other threads shows as Z while the process runs on.
  const dead = letter === 'X' || letter === 'x' || (letter === 'Z' && !(threads > 1));
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt,
    state: dead ? 'dead' : letter === 'T' ? 'stopped' : 'alive',
  };
}

/** The process table of Linux: procfs, read synchronously because that costs a fifth of the asynchronous way. */
export const procTable: ProcessTable = {
  async domain() {
    return readDomain();
  },
  async find(pid) {
    const row = readRow(pid) ?? (canBeSignalled(pid) ? readRow(pid) : null);
    // The second look: it may have been born, or ended, between the two questions.
    if (row === null) return canBeSignalled(pid) ? 'hidden' : null;
    return isThread(pid) ? null : row;
  },
  async list() {
    const rows = new Map<number, ProcessRow | null>();
    for (let listing = 0; listing < LISTINGS_AT_MOST; listing += 1) {
      const fresh = listPids().filter((pid) => !rows.has(pid));
      if (fresh.length === 0) break;
      for (const [index, pid] of fresh.entries()) {
        if (index % ROWS_AT_A_TIME === ROWS_AT_A_TIME - 1) await setImmediate();
        rows.set(pid, readRow(pid));
      }
    }
    return [...rows.values()].filter((row) => row !== null);
  },
  async carriers(rows, marker) {
    const found = new Set<number>();
    const uid = process.getuid?.();
    for (const [index, row] of rows.entries()) {
      if (index % ROWS_AT_A_TIME === ROWS_AT_A_TIME - 1) await setImmediate();
      if (row.state !== 'dead' && carries(row.pid, marker, uid)) found.add(row.pid);
    }
    return found;
  },
};

function readDomain(): string {
  try {
    // A procfs that was mounted for another namespace shows other processes under our numbers.
    if (readlinkSync('/proc/self') !== String(process.pid)) {
      throw new CcxError(
        'platform_unsupported',
        `/proc shows another pid namespace than that of process ${process.pid}.`,
        {
          hint: 'Mount /proc anew inside the namespace (unshare --mount-proc).',
        },
      );
    }
    return ['linux', boot(), namespace('pid'), namespace('time'), machine()].join(':');
  } catch (error) {
    if (CcxError.is(error)) throw error;
    throw new CcxError('platform_unsupported', 'The boot and the pid namespace cannot be read from /proc.', {
      cause: error,
      hint: 'Mount /proc.',
    });
  }
}

/** The boot id; where a sandbox has none (gVisor), the second in which it says it started. */
function boot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    const second = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    if (second === undefined) throw new Error('/proc/stat tells no start of the system');
    return `started-${second}`;
  }
}

/** The inode of a namespace, or `-` on a kernel without that kind; start times are relative to the one of time. */
function namespace(kind: 'pid' | 'time'): string {
  return String(statSync(`/proc/self/ns/${kind}`, { throwIfNoEntry: false })?.ino ?? '-');
}

/** A digest, because the machine id itself should not be shown around (machine-id(5)). */
function machine(): string {
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim();
    return /^[0-9a-f]{32}$/.test(id) ? createHash('sha256').update(`ccx ${id}`).digest('hex').slice(0, 16) : '-';
  } catch {
    return '-';
  }
}

function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readRow(pid: number): ProcessRow | null {
  // One read of a buffer that is large enough saves the stat and the second read of readFileSync.
  buffer ??= Buffer.allocUnsafe(4096);
  let file: number;
  try {
    file = openSync(`/proc/${pid}/stat`, 'r');
  } catch {
    return null;
  }
  try {
    return parseStat(buffer.toString('latin1', 0, readSync(file, buffer)));
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** Threads have numbers of the same series and a folder in /proc, but are no processes. */
function isThread(pid: number): boolean {
  try {
    const group = /^Tgid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return group !== undefined && group !== String(pid);
  } catch {
    return false;
  }
}

function canBeSignalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function carries(pid: number, marker: TreeMarker, uid: number | undefined): boolean {
  try {
    if (statSync(`/proc/${pid}`).uid !== uid) return false;
    const environment = readFileSync(`/proc/${pid}/environ`);
    const entry = Buffer.from(`${marker.name}=${marker.value}\0`);
    return (
      environment.subarray(0, entry.length).equals(entry) || environment.includes(Buffer.concat([Buffer.of(0), entry]))
    );
  } catch {
    return false;
  }
}
