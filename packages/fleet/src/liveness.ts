import type { ProcessView } from './processes/process-view.ts';

/**
 * Whether this process runs: it has the pid, was started at the same time, and is no zombie. A later bearer of the pid
 * is another process. `null`: nothing proves it either way, because the start time is unknown or the process is hidden.
 */
export function isAlive(
  { pid, startedAt }: { readonly pid: number; readonly startedAt: string | null },
  proc: Pick<ProcessView, 'find'>,
): boolean | null {
  const row = proc.find(pid);
  if (row === 'hidden') return null;
  if (row === null || row.state === 'dead') return false;
  if (startedAt === null) return null;
  return row.startedAt === startedAt.trim();
}
