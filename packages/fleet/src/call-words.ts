import { fieldsOf, textOf } from './fields.ts';

/** Under these names the tools of all three agents take what tells a person most. */
const TELLING: readonly string[] = ['command', 'cmd', 'file_path', 'path', 'pattern', 'query', 'url', 'description'];

/** A tool call in one line: its name and what it works on. */
export function callWords(tool: string, input: unknown): string {
  const fields = fieldsOf(input) ?? {};
  const telling = TELLING.map((name) => commandOf(fields[name])).find((text) => text !== null) ?? null;
  return telling === null ? tool : `${tool} ${telling}`;
}

/** Codex gives a command as a list of words too. */
function commandOf(value: unknown): string | null {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string').join(' ') : textOf(value);
}
