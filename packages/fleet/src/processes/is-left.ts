import type { ProcessRow, ProcessView } from './process-view.ts';

/** Its parent is init, or a process that collects the orphans of others. */
export function isLeft({ parent }: ProcessRow, proc: ProcessView): boolean {
  if (parent <= 1) return true;
  const row = proc.find(parent);
  return row === null || (row !== 'hidden' && row.state === 'dead');
}
