import type { ProcessKey, ProcessRow, ProcessView } from './process-view.ts';

const childrenIn = new WeakMap<ProcessView, ReadonlyMap<number, readonly ProcessRow[]>>();

/** Sorted out once for each look. */
function childrenOf(proc: ProcessView): ReadonlyMap<number, readonly ProcessRow[]> {
  const known = childrenIn.get(proc);
  if (known !== undefined) return known;
  const children = Map.groupBy(proc.list(), ({ parent }) => parent);
  childrenIn.set(proc, children);
  return children;
}

/** A process and all that descends from it, as one look shows them. */
function treeOf(root: ProcessKey, proc: ProcessView): readonly ProcessRow[] {
  const children = childrenOf(proc);
  const top = proc.find(root.pid);
  if (top === null || top === 'hidden' || top.startedAt !== root.startedAt) return [];
  const tree = [top];
  const seen = new Set([top.pid]);
  for (const row of tree) {
    for (const child of children.get(row.pid) ?? []) {
      if (seen.has(child.pid)) continue;
      seen.add(child.pid);
      tree.push(child);
    }
  }
  return tree;
}

/** Resident memory of a whole tree in bytes; `null` where it is not known of any. */
export function treeMemory(root: ProcessKey, proc: ProcessView): number | null {
  const parts = treeOf(root, proc).map((row) => proc.memoryBytes(row));
  return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** CPU time that a whole tree has used, in milliseconds; `null` where it is not known of any. */
export function treeCpuMs(root: ProcessKey, proc: ProcessView): number | null {
  const parts = treeOf(root, proc).map((row) => proc.cpuMs(row));
  return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}
