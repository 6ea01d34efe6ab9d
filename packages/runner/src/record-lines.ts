import { open } from 'node:fs/promises';

/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** The object that a line holds; `null` where it holds none, as half a line of an agent that was killed. */
export function parseFields(line: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return null;
  }
}

/**
 * The lines of a record that is JSON lines, oldest first, `null` for one that cannot be read.
 *
 * @throws where the file cannot be read
 */
export async function* recordLines(path: string): AsyncGenerator<Fields | null, void, undefined> {
  const file = await open(path);
  try {
    for await (const line of file.readLines()) if (line.trim() !== '') yield parseFields(line);
  } finally {
    await file.close();
  }
}

/** Whether something was written before an instant; what carries no time that can be read was not. */
export function isBefore(since: string, timestamp: unknown): boolean {
  return typeof timestamp === 'string' && Date.parse(timestamp) < Date.parse(since);
}
