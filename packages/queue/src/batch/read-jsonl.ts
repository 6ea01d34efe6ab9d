import { writtenValues, type LineProblem, type WrittenBatch, type WrittenEntry } from './written-entry.ts';

/** Entries, one a line: a JSON text, which is a prompt, or an object. Empty lines are passed over. */
export function readJsonl(text: string): WrittenBatch {
  const entries: WrittenEntry[] = [];
  const problems: LineProblem[] = [];
  for (const [at, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === '') continue;
    const line = at + 1;
    const value = parsed(content);
    const values = value === undefined ? null : writtenValues(value);
    if (values !== null) entries.push({ line, values });
    else problems.push({ line, message: value === undefined ? 'this is no JSON' : EXPECTED });
  }
  return { entries, problems, done: 0 };
}

const EXPECTED = 'a text or an object was expected, such as {"prompt": "…"}';

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
