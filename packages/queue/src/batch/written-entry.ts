/** An entry as a file holds it, not yet looked at. */
export interface WrittenEntry {
  /** From 1 on. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the file says of all its entries. */
  readonly shared?: Readonly<Record<string, unknown>>;
  /** Where a key stands; absent is the entry's own line. */
  readonly lineOf?: (key: string) => number;
}

/** Something that is wrong at a line of a file. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** What a file holds. */
export interface WrittenBatch {
  readonly entries: readonly WrittenEntry[];
  readonly problems: readonly LineProblem[];
  /** Entries that are marked as done. */
  readonly done: number;
}

/** A text or an object of an entry; `null` for anything else. A text alone is a prompt. */
export function writtenValues(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value === 'string') return { prompt: value };
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
