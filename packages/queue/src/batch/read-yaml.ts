import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { writtenValues, type LineProblem, type WrittenBatch, type WrittenEntry } from './written-entry.ts';

/** A list of entries, or `{ defaults, items }`; an entry is a text, which is a prompt, or a map. */
export function readYaml(text: string): WrittenBatch {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (node: unknown): number => lines.linePos(rangeStart(node)).line;
  const problems: LineProblem[] = document.errors.map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    message: message.split(' at line ')[0] ?? message,
  }));
  if (problems.length > 0) return { entries: [], problems, done: 0 };
  const { contents } = document;
  if (contents === null) return { entries: [], problems, done: 0 };
  const strange = isMap(contents)
    ? contents.items.filter(({ key }) => !['defaults', 'items'].includes(keyName(key)))
    : [];
  for (const { key } of strange)
    problems.push({ line: lineAt(key), message: `"${keyName(key)}" is no part of a batch; defaults and items are` });
  const list = isMap(contents) ? contents.get('items', true) : contents;
  const defaults = isMap(contents) ? contents.get('defaults', true) : undefined;
  const shared = defaultsOf(defaults, { document, lineAt, problems });
  if (!isSeq(list)) {
    problems.push({ line: lineAt(list ?? contents), message: 'a list of items was expected' });
    return { entries: [], problems, done: 0 };
  }
  const entries: WrittenEntry[] = [];
  for (const node of list.items) {
    const values = writtenValues(plain(node, document));
    if (values === null) problems.push({ line: lineAt(node), message: 'a text or a map of options was expected' });
    else
      entries.push({
        line: lineAt(node),
        values,
        shared: shared.values,
        lineOf: keyLines(node, lineAt, shared.lineOf),
      });
  }
  return { entries, problems, done: 0 };
}

interface Reading {
  readonly document: Document;
  readonly lineAt: (node: unknown) => number;
  readonly problems: LineProblem[];
}

interface Shared {
  readonly values: Readonly<Record<string, unknown>>;
  readonly lineOf: ((key: string) => number) | null;
}

function defaultsOf(node: unknown, { document, lineAt, problems }: Reading): Shared {
  if (node === undefined || (isScalar(node) && node.value === null)) return { values: {}, lineOf: null };
  const values = isMap(node) ? writtenValues(plain(node, document)) : null;
  if (values !== null) return { values, lineOf: keyLines(node, lineAt, null) };
  problems.push({ line: lineAt(node), message: 'a map of options was expected below defaults' });
  return { values: {}, lineOf: null };
}

/** The line of a key: its own, else that of the default, else the entry's. */
function keyLines(
  node: unknown,
  lineAt: (node: unknown) => number,
  otherwise: ((key: string) => number) | null,
): (key: string) => number {
  return (key) => {
    const pair = isMap(node) ? node.items.find((one) => keyName(one.key) === key) : undefined;
    if (pair !== undefined) return lineAt(pair.key);
    return otherwise?.(key) ?? lineAt(node);
  };
}

function keyName(key: unknown): string {
  return isScalar(key) ? String(key.value) : JSON.stringify(key);
}

function plain(node: unknown, document: Document): unknown {
  return isNode(node) ? node.toJS(document) : node;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'toJS' in value;
}

function rangeStart(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
