import type { WorkEntry } from './work-entry.ts';
import type { LineProblem } from './written-entry.ts';

interface Placed {
  readonly line: number;
  readonly entry: WorkEntry;
}

/** Entries in groups: what a group needs done first was in an earlier one. */
export interface BatchOrder<T extends Placed> {
  readonly groups: readonly (readonly T[])[];
  readonly problems: readonly LineProblem[];
}

/**
 * The order in which entries are put into a queue: that of the file, but none before what it comes after. Groups are as
 * large as they can be, because a group is put in at once.
 */
export function batchOrder<T extends Placed>(entries: readonly T[]): BatchOrder<T> {
  const problems: LineProblem[] = [];
  const named = new Map<string, T>();
  for (const one of entries) {
    const { name } = one.entry;
    if (name === undefined) continue;
    const other = named.get(name);
    if (other === undefined) named.set(name, one);
    else problems.push({ line: one.line, message: `"${name}" is the name of the entry at line ${other.line} too` });
  }
  for (const { line, entry } of entries) {
    for (const word of entry.after ?? []) {
      if (named.has(word) || isItemWord(word)) continue;
      problems.push({ line, message: `after is "${word}", and no entry has that name` });
    }
  }
  const groups = problems.length > 0 ? [] : grouped(entries, named, problems);
  return { groups, problems };
}

/** A number or an id of an item that is in the queue already. */
export function isItemWord(word: string): boolean {
  return /^#?\d+$/.test(word) || /^[0-9a-f]{8}(-[0-9a-f]{0,4}){0,3}(-[0-9a-f]{0,12})?$/i.test(word);
}

function grouped<T extends Placed>(
  entries: readonly T[],
  named: ReadonlyMap<string, T>,
  problems: LineProblem[],
): readonly (readonly T[])[] {
  const groups: T[][] = [];
  const placed = new Set<T>();
  let left = [...entries];
  while (left.length > 0) {
    const ready = left.filter(({ entry }) =>
      (entry.after ?? []).every((word) => {
        const other = named.get(word);
        return other === undefined || placed.has(other);
      }),
    );
    if (ready.length === 0) {
      problems.push(
        ...left.map(({ line }) => ({ line, message: 'this entry would never begin: after leads in a circle' })),
      );
      return [];
    }
    groups.push(ready);
    for (const one of ready) placed.add(one);
    left = left.filter((one) => !placed.has(one));
  }
  return groups;
}
