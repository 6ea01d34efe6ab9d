import { join } from 'node:path';
import { tellTail } from '../file-ends.ts';
import { textOf } from '../fields.ts';

/**
 * The names that people gave to threads, by thread (`session_index.jsonl`, one `{ id, thread_name, updated_at }` for each
 * renaming, Codex 0.169.0, 2026-11-21). Of those that were given long ago the oldest may be missing.
 */
export function threadNames(folder: string): ReadonlyMap<string, string> {
  const names = tellTail(join(folder, 'session_index.jsonl'), (lines) => {
    const found = new Map<string, string>();
    for (const line of lines) {
      const [id, name] = [textOf(line['id']), textOf(line['thread_name'])];
      if (id !== null && name !== null) found.set(id, name);
    }
    return found;
  });
  return names ?? new Map();
}
