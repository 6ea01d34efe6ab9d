import type { ProcessRow, ProcessTable } from './process-table.ts';

/**
 * Sends a signal to each of these processes that still is the one that was read: the table is asked again right
 * before each signal, and nothing runs between the answer and the signal. Returns those that were signalled.
 */
export async function signalMembers(
  table: ProcessTable,
  members: readonly ProcessRow[],
  signal: NodeJS.Signals,
): Promise<readonly ProcessRow[]> {
  const reached: ProcessRow[] = [];
  for (const member of members) {
    const now = await table.find(member.pid);
    if (now === null || now === 'hidden' || now.startedAt !== member.startedAt || now.state === 'dead') continue;
    if (!send(member.pid, signal)) continue;
    // A stopped process would keep the signal pending until somebody wakes it.
    if (now.state === 'stopped' && signal !== 'SIGKILL') send(member.pid, 'SIGCONT');
    reached.push(member);
  }
  return reached;
}

/**
 * Kills a process group at once, so that none of it can fork its way out. `leader` is what was known of the process
 * with the group's number: as long as a group lasts, no new process is given that number.
 */
export async function killGroup(table: ProcessTable, group: number, leader: ProcessRow | null): Promise<void> {
  if (group <= 1) return;
  const now = await table.find(group);
  if (now === 'hidden' || (now !== null && now.startedAt !== leader?.startedAt)) return;
  send(-group, 'SIGKILL');
}

/** `false`: it is gone, or it belongs to somebody else; the next look at the table tells which. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
