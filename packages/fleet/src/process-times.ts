import type { Instant } from '@ccx/contracts';
import type { ProcessKey, ProcessView } from './processes/process-view.ts';

/** Starts are known to about a second. */
const BLUR_MS = 1500;

/**
 * Whether a process has a living child that was started at that time or later: a tool at work. What was there before,
 * such as a server of tools, does not count; where starts cannot be known, every child does.
 *
 * @param ms since 1970
 */
export function hasChildSince({ pid }: ProcessKey, ms: number, proc: ProcessView): boolean {
  return proc.list().some((row) => {
    if (row.parent !== pid || row.state === 'dead') return false;
    const started = proc.startedMs(row);
    return started === null || started >= ms - BLUR_MS;
  });
}

/** Whether something was written before this process was started, and so by another one. */
export function isBefore(process: ProcessKey, at: Instant | null, proc: ProcessView): boolean {
  const started = proc.startedMs(process);
  return at !== null && started !== null && Date.parse(at) < started - BLUR_MS;
}
