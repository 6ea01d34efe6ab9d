import { CcxError } from '../error.ts';
import type { ProcessId } from '../process.ts';
import { processTable } from './process-table.ts';

/** Inode of the pid namespace that every Linux kernel boots with (PROC_PID_INIT_INO). */
const FIRST_PID_NAMESPACE = '4026531836';
const LARGEST_PID = 0x7fff_ffff;

/**
 * The identity of a running process, or `null` when no process has this pid: a zombie and a thread count as none,
 * and so does a process that the system hides from this user.
 *
 * @throws {CcxError} `platform_unsupported` on Windows, and where `/proc` is missing or shows another pid namespace.
 */
export async function processId(pid: number): Promise<ProcessId | null> {
  const table = processTable();
  const domain = await processDomain();
  if (!isPid(pid)) return null;
  const row = await table.find(pid);
  if (row === null || row === 'hidden' || row.state === 'dead') return null;
  return { pid, startedAt: row.startedAt, domain };
}

/**
 * Whether exactly this process still runs. `false`: it is gone, a zombie, or its pid has another bearer now.
 * `null`: nothing can be proved from here, so it must be neither signalled nor taken for dead. That is the case for
 * another pid namespace, for another machine, for a process hidden from this user, and on Windows.
 *
 * An id of an earlier boot is `false` only when it comes from this machine (by its machine id) and from the
 * namespace that the machine boots with; every other foreign boot may be another machine that shares the file system.
 */
export async function isAlive(id: ProcessId): Promise<boolean | null> {
  let domain: string;
  try {
    domain = await processDomain();
  } catch (error) {
    if (CcxError.is(error, 'platform_unsupported')) return null;
    throw error;
  }
  const relation = relate(id.domain, domain);
  if (relation !== 'same') return relation === 'over' ? false : null;
  if (!isPid(id.pid)) return false;
  const row = await processTable().find(id.pid);
  if (row === 'hidden') return null;
  return row !== null && row.startedAt === id.startedAt && row.state !== 'dead';
}

/** The identity of the process that asks; read once. Throws as `processId` does. */
export async function ownProcessId(): Promise<ProcessId> {
  own ??= await processId(process.pid);
  if (own === null) throw new CcxError('internal', `Process ${process.pid} does not find itself in the process table.`);
  return own;
}

/**
 * The boot and the pid namespace in which pids have a meaning here; read once. Compare two of them with `isAlive`
 * only: the text also names the machine. Throws as `processId` does.
 */
export async function processDomain(): Promise<string> {
  domainHere ??= await processTable().domain();
  return domainHere;
}

let own: ProcessId | null = null;
let domainHere: string | null = null;

/**
 * What the domain `theirs` is, seen from `ours`: the same, one that is over for certain, or one that nothing can be
 * said about. Linux: `linux:BOOT:PIDNS:TIMENS:MACHINE`; two bootings of one machine never overlap.
 */
export function relate(theirs: string, ours: string): 'same' | 'over' | 'unknown' {
  const [system, boot, pids, times, machine] = theirs.split(':');
  const [ownSystem, ownBoot, ownPids, ownTimes, ownMachine] = ours.split(':');
  if (system !== ownSystem || boot === undefined || boot === '') return 'unknown';
  if (boot === ownBoot) return pids === ownPids && times === ownTimes ? 'same' : 'unknown';
  const hosts = pids === FIRST_PID_NAMESPACE && ownPids === FIRST_PID_NAMESPACE;
  return hosts && machine !== undefined && machine !== '-' && machine === ownMachine ? 'over' : 'unknown';
}

function isPid(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0 && pid <= LARGEST_PID;
}
