import { checkEntry, withShared } from './check-entry.ts';
import { batchOrder } from './batch-order.ts';
import type { MomentContext } from './moment-of.ts';
import { readChecklist } from './read-checklist.ts';
import { readJsonl } from './read-jsonl.ts';
import { readYaml } from './read-yaml.ts';
import type { WorkEntry } from './work-entry.ts';
import type { LineProblem, WrittenBatch } from './written-entry.ts';

/** How a batch is written. */
export type BatchFormat = 'checklist' | 'yaml' | 'jsonl';

/** An entry, and where it stands. */
export interface BatchEntry {
  readonly line: number;
  readonly entry: WorkEntry;
}

/** A batch that was read: whole, or not at all. */
export type Batch =
  | {
      readonly is: 'batch';
      /** In the order of the file. */
      readonly entries: readonly BatchEntry[];
      /** Items that were ticked, and so passed over. */
      readonly done: number;
    }
  | { readonly is: 'wrong'; readonly problems: readonly LineProblem[] };

const READERS: Readonly<Record<BatchFormat, (text: string) => WrittenBatch>> = {
  checklist: readChecklist,
  yaml: readYaml,
  jsonl: readJsonl,
};

/** By the end of a file's name; `null` where it says nothing. */
export function batchFormat(file: string): BatchFormat | null {
  const end = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  if (['md', 'markdown'].includes(end)) return 'checklist';
  if (['yaml', 'yml'].includes(end)) return 'yaml';
  return ['jsonl', 'ndjson'].includes(end) ? 'jsonl' : null;
}

export interface ReadBatchOptions extends MomentContext {
  readonly format: BatchFormat;
  /** What holds for every entry that says nothing else, as on a command line. @default nothing */
  readonly shared?: Readonly<Record<string, unknown>>;
}

/** Reads many entries; where anything is wrong, all that is wrong is said and none is given. */
export function readBatch(text: string, { format, shared = {}, ...context }: ReadBatchOptions): Batch {
  const written = READERS[format](text.replace(/^\uFEFF/, ''));
  const problems = [...written.problems];
  const entries: BatchEntry[] = [];
  for (const { line, values, shared: own = {}, lineOf } of written.entries) {
    const checked = checkEntry(withShared(values, { ...shared, ...own }), context);
    if (checked.is === 'entry') entries.push({ line, entry: checked.entry });
    else {
      const at = (key: string | null): number => (key === null ? line : (lineOf?.(key) ?? line));
      problems.push(...checked.problems.map(({ key, message }) => ({ line: at(key), message })));
    }
  }
  // Names say something about the whole only when each entry is there.
  if (problems.length === 0) problems.push(...batchOrder(entries).problems);
  if (problems.length === 0) return { is: 'batch', entries, done: written.done };
  // What is said of all entries is wrong once.
  const each = new Map(problems.map((problem) => [`${problem.line} ${problem.message}`, problem]));
  return { is: 'wrong', problems: [...each.values()].toSorted((a, b) => a.line - b.line) };
}
