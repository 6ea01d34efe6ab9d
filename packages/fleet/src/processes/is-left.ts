import type { ProcessRow, ProcessView } from './process-view.ts';

/** Whether what started a process has ended: its parent is gone, or one that takes in the orphans of others. */
export function isLeft({ parent }: ProcessRow, proc: ProcessView): boolean {
  if (parent <= 1) return true;
  const row = proc.find(parent);
  if (row === 'hidden') return false;
  return row === null || row.state === 'dead' || proc.adopts(row);
}
