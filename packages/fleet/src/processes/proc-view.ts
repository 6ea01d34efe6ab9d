import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';
import { recogniseAgent } from '@ccx/contracts';
import { matchesNamespace } from './pid-domain.ts';
import type { AgentProcess, ProcessKey, ProcessRow, ProcessView } from './process-view.ts';

/** Clock ticks of a second in /proc: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Where procfs is looked for; a test brings its own. */
export interface ProcViewOptions {
  readonly root?: string;
  readonly domain: string;
  /** Whose processes count as agents. @default this user's */
  readonly uid?: number;
}

/** Linux: one look through procfs, synchronous because that costs a fifth of the asynchronous way. */
export function procView({ root = '/proc', domain, uid = process.getuid?.() ?? -1 }: ProcViewOptions): ProcessView {
  const rows = new Map<number, ProcessRow | 'hidden' | null>();
  let pids: ReadonlySet<number> | null = null;
  let listed: readonly ProcessRow[] | null = null;
  let agents: readonly AgentProcess[] | null = null;
  let bootMs: number | null | undefined;
  const [ownPids, ownMounts] = [linkOf(`${root}/self/ns/pid`), linkOf(`${root}/self/ns/mnt`)];
  // Where procfs hides the processes of others (hidepid), the first one is hidden too.
  const hides = !existsSync(`${root}/1/stat`) && root === '/proc';

  function find(pid: number): ProcessRow | 'hidden' | null {
    const known = rows.get(pid);
    if (known !== undefined) return known;
    // Of a thousand records most name a pid that is gone, and to be told so by the system for each takes its time. A
    // process that was started after the listing is seen by the next look.
    pids ??= new Set(pidsIn(root));
    const row = hides || pids.has(pid) ? readRow(root, pid, hides) : null;
    rows.set(pid, row);
    return row;
  }

  function list(): readonly ProcessRow[] {
    pids ??= new Set(pidsIn(root));
    listed ??= [...pids].flatMap((pid) => {
      const row = find(pid);
      return row === null || row === 'hidden' ? [] : [row];
    });
    return listed;
  }

  /** Read past what is remembered: the question is whether it is still this one. */
  const isStill = ({ pid, startedAt }: ProcessKey): boolean => {
    const row = readRow(root, pid, hides);
    return row !== null && row !== 'hidden' && row.startedAt === startedAt && row.state !== 'dead';
  };

  return {
    domain,
    find,
    list,
    agents() {
      // The command line first: most processes are no agent, and nothing else of them is asked.
      pids ??= new Set(pidsIn(root));
      agents ??= [...pids].flatMap((pid) => {
        if (agentAt(root, pid) === null || ownerOf(root, pid) !== uid || isCopy(root, pid)) return [];
        // Once more: it may have become another program before it was found to be no copy.
        const [row, recognised] = [find(pid), agentAt(root, pid)];
        if (row === null || row === 'hidden' || row.state === 'dead' || recognised === null) return [];
        return [{ ...row, ...recognised }];
      });
      return agents;
    },
    variables(of, names) {
      const row = find(of.pid);
      if (row === null || row === 'hidden' || row.startedAt !== of.startedAt || row.state === 'dead') return null;
      const environment = words(`${root}/${of.pid}/environ`);
      // An agent always has an environment: an empty one may not be read.
      if (environment.length === 0 || !isStill(of)) return null;
      const found: Record<string, string> = {};
      for (const name of names) {
        const entry = environment.find((one) => one.startsWith(`${name}=`));
        if (entry !== undefined) found[name] = entry.slice(name.length + 1);
      }
      return found;
    },
    folder(of) {
      // In another mount namespace, such as a container's, its paths mean other folders than ours.
      if (ownMounts === null || linkOf(`${root}/${of.pid}/ns/mnt`) !== ownMounts) return null;
      const path = linkOf(`${root}/${of.pid}/cwd`);
      return path !== null && isStill(of) ? path.replace(/ \(deleted\)$/, '') : null;
    },
    // Which processes asked for orphans (PR_SET_CHILD_SUBREAPER) is told nowhere; this one does on every desktop.
    adopts: ({ pid }) => pid === 1 || textOf(`${root}/${pid}/comm`).trim() === 'systemd',
    openFiles(of) {
      const paths = entriesOf(`${root}/${of.pid}/fd`).flatMap((fd) => linkOf(`${root}/${of.pid}/fd/${fd}`) ?? []);
      return isStill(of) ? paths.filter((path) => path.startsWith('/') && !path.endsWith(' (deleted)')) : [];
    },
    memoryBytes({ pid }) {
      // statm counts in pages; their size is asked nowhere, so the line of the status that has kB is read.
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(textOf(`${root}/${pid}/status`))?.[1];
      return kib === undefined ? null : Number(kib) * 1024;
    },
    cpuMs({ pid }) {
      const fields = statFields(root, pid);
      const ticks = Number(fields[11]) + Number(fields[12]);
      return Number.isFinite(ticks) ? (ticks * 1000) / TICKS_PER_SECOND : null;
    },
    startedMs({ startedAt }) {
      bootMs ??= bootTime(root);
      return bootMs === null ? null : bootMs + (Number(startedAt) * 1000) / TICKS_PER_SECOND;
    },
    isForeign: (pidDomain) => !matchesNamespace(pidDomain, ownPids),
  };
}

/**
 * Reads the text of `/proc/PID/stat` (proc_pid_stat(5), Linux 6.18); `null` when it is not such a text. The name in
 * parentheses may hold spaces and parentheses itself, so the fields are counted from the last `)`. The same fields are
 * read in `@ccx/contracts/host`.
 */
export function parseStat(text: string): ProcessRow | null {
  const close = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  if (close === -1 || !Number.isSafeInteger(pid)) return null;
  const fields = text.slice(close + 2).split(' ', 20);
  const [letter, parent] = fields;
  const startedAt = fields[19]?.trim();
  if (letter === undefined || startedAt === undefined || !/^\d+$/.test(startedAt)) return null;
  // A main thread that ended before its other threads shows as Z while the process runs on.
  const dead = letter === 'X' || letter === 'x' || (letter === 'Z' && !(Number(fields[17]) > 1));
  return {
    pid,
    parent: Number(parent),
    startedAt,
    state: dead ? 'dead' : letter === 'T' ? 'stopped' : 'alive',
    terminal: fields[4] !== '0',
  };
}

const buffer: Buffer = Buffer.allocUnsafe(4096);

function readRow(root: string, pid: number, hides: boolean): ProcessRow | 'hidden' | null {
  let file: number;
  try {
    file = openSync(`${root}/${pid}/stat`, 'r');
  } catch {
    return hides && canBeSignalled(pid) ? 'hidden' : null;
  }
  try {
    // One read of a buffer that is large enough saves the stat and the second read of readFileSync.
    const row = parseStat(buffer.toString('latin1', 0, readSync(file, buffer)));
    return row?.pid === pid ? row : null;
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** The pid of a process that procfs hides still answers. */
function canBeSignalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function pidsIn(root: string): readonly number[] {
  return entriesOf(root)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function words(path: string): readonly string[] {
  return textOf(path)
    .split('\0')
    .filter((word) => word !== '');
}

function agentAt(root: string, pid: number): ReturnType<typeof recogniseAgent> {
  return recogniseAgent(words(`${root}/${pid}/cmdline`));
}

/** `PF_FORKNOEXEC` of the kernel's `include/linux/sched.h`. */
const FORKED_NO_EXEC = 0x40;

/**
 * Whether a process has not become a program of its own yet: for the moment between fork and exec it has the command
 * line and the environment of the one that starts it.
 */
function isCopy(root: string, pid: number): boolean {
  return (Number(statFields(root, pid)[6]) & FORKED_NO_EXEC) !== 0;
}

/** Those after the name. */
function statFields(root: string, pid: number): readonly string[] {
  return textOf(`${root}/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
}

/** Empty where it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The folder of a process that hardened itself belongs to root, so the status is asked where that is so. */
function ownerOf(root: string, pid: number): number | null {
  const uid = statSync(`${root}/${pid}`, { throwIfNoEntry: false })?.uid;
  if (uid !== 0) return uid ?? null;
  return Number(/^Uid:\s+(\d+)/m.exec(textOf(`${root}/${pid}/status`))?.[1] ?? uid);
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function bootTime(root: string): number | null {
  try {
    const second = /^btime (\d+)$/m.exec(readFileSync(`${root}/stat`, 'utf8'))?.[1];
    return second === undefined ? null : Number(second) * 1000;
  } catch {
    return null;
  }
}
