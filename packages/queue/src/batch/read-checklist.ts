import { parseDocument } from 'yaml';
import { writtenValues, type LineProblem, type WrittenBatch, type WrittenEntry } from './written-entry.ts';

interface OpenItem {
  readonly line: number;
  readonly done: boolean;
  readonly text: string[];
  /** Columns before its text: what is indented further than its mark belongs to it. */
  readonly indent: number;
}

const ITEM = /^(\s*)(?:[-*+]|\d+[.)])\s+\[([ xX])\](?:\s+(.*))?$/;
/** Begins something of its own, so that it does not go on with the paragraph before. */
const BLOCK = /^(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|>|```|~~~|<!--)/;
const FENCE = /^\s*(```+|~~~+)/;
const OPTIONS = /<!--\s*ccx:(.*?)-->/gs;

/**
 * The open items of a Markdown checklist: `- [ ] text`, with the lines that are indented below it. Other text is passed
 * over, items that are ticked are counted.
 *
 * A comment gives options, in an item to that item, before the first one to all: `<!-- ccx: permission: edit -->`.
 */
export function readChecklist(text: string): WrittenBatch {
  const { items, before } = itemsOf(text.split(/\r?\n/));
  const problems: LineProblem[] = [];
  const shared = optionsOf(before, 1, problems);
  const entries: WrittenEntry[] = [];
  for (const { done, line, text: lines } of items) {
    if (done) continue;
    const whole = lines.join('\n');
    const own = optionsOf(whole, line, problems);
    const prompt = unindented(whole.replace(OPTIONS, ''));
    if (prompt === '') problems.push({ line, message: 'this item has no text' });
    else {
      const lineOf = (key: string): number => own.lines.get(key) ?? shared.lines.get(key) ?? line;
      entries.push({ line, values: { prompt, ...own.values }, shared: shared.values, lineOf });
    }
  }
  return { entries, problems, done: items.filter(({ done }) => done).length };
}

function itemsOf(lines: readonly string[]): { readonly items: readonly OpenItem[]; readonly before: string } {
  const items: OpenItem[] = [];
  const before: string[] = [];
  let open: OpenItem | null = null;
  let fence: string | null = null;
  for (const [at, line] of lines.entries()) {
    const isBelow = open !== null && (line.trim() === '' || leading(line) > open.indent);
    // A block of code in an item ends with the item, whether it was closed or not.
    if (open !== null && !isBelow) fence = null;
    const [, indent = '', tick, text = ''] = (fence === null ? ITEM.exec(line) : null) ?? [];
    if (open !== null && (isBelow || isLazy(line, lines[at - 1] ?? ''))) open.text.push(line);
    else if (tick !== undefined) {
      open = { line: at + 1, done: tick !== ' ', text: [text], indent: indent.length };
      items.push(open);
    } else {
      open = null;
      // An example in a block of code gives no options.
      if (items.length === 0) before.push(fence === null ? line : '');
    }
    const mark = FENCE.exec(line)?.[1] ?? null;
    if (fence === null) fence = mark;
    else if (mark?.startsWith(fence) === true) fence = null;
  }
  return { items, before: before.join('\n') };
}

/** Goes on with a paragraph without being indented. */
function isLazy(line: string, previous: string): boolean {
  return previous.trim() !== '' && !BLOCK.test(line.trimStart());
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}

interface Options {
  readonly values: Readonly<Record<string, unknown>>;
  /** The line of each key. */
  readonly lines: ReadonlyMap<string, number>;
}

function optionsOf(text: string, line: number, problems: LineProblem[]): Options {
  const lines = new Map<string, number>();
  let values: Options['values'] = {};
  for (const found of text.matchAll(OPTIONS)) {
    const at = line + text.slice(0, found.index).split('\n').length - 1;
    const own = optionValues(found[1] ?? '');
    if (own === null) problems.push({ line: at, message: EXPECTED });
    else {
      for (const key of Object.keys(own)) lines.set(key, at);
      values = { ...values, ...own };
    }
  }
  return { values, lines };
}

const EXPECTED = 'options are written as <!-- ccx: priority: 5, permission: edit -->';

function optionValues(text: string): Readonly<Record<string, unknown>> | null {
  const document = parseDocument(`{ ${text.trim()} }`);
  if (document.errors.length > 0) return null;
  const value: unknown = document.toJS();
  return writtenValues(value);
}

/** The first line stands behind its mark; the others lose what they have in common. */
function unindented(text: string): string {
  const [first = '', ...rest] = text.split('\n').map((line) => line.trimEnd());
  const depths = rest.filter((line) => line !== '').map(leading);
  const common = Math.min(...depths);
  return [first, ...rest.map((line) => line.slice(Number.isFinite(common) ? common : 0))].join('\n').trim();
}
