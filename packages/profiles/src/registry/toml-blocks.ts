/** Where one `[[table]]` stands in a text, in characters. */
export interface TomlBlock {
  /** Of the comments directly above its header, else of the header. */
  readonly start: number;
  /** Behind the header's line. */
  readonly bodyStart: number;
  /** Behind its last own key. */
  readonly bodyEnd: number;
  /** Behind its sub-tables, the comments directly below it, and the empty lines after those. */
  readonly end: number;
}

interface Line {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

interface Header {
  readonly line: number;
  readonly kind: 'element' | 'below' | 'other';
}

/**
 * The `[[name]]` tables of a TOML text, in order. A comment belongs to what it touches, first of all to what stands
 * below it; one between two empty lines belongs to nobody.
 *
 * @param parses whether a text is TOML: a line that looks like a header is one if all before it is complete
 */
export function tomlBlocks(text: string, name: string, parses: (text: string) => boolean): readonly TomlBlock[] {
  const lines = linesOf(text);
  const headers = lines.flatMap(({ at, text: line }, index): Header[] =>
    /^\s*\[/.test(line) && parses(text.slice(0, at)) ? [{ line: index, kind: kindOf(line, name) }] : [],
  );
  /** The line behind the last statement before a header, or before the end of the text. */
  const statementsEnd = (header: Header | undefined): number => {
    let line = header?.line ?? lines.length;
    while (line > 0 && isGap(lines[line - 1])) line--;
    return line;
  };
  const at = (line: number): number => lines[line]?.at ?? text.length;

  return headers.flatMap((header, index) => {
    if (header.kind !== 'element') return [];
    const rest = headers.slice(index + 1);
    const next = rest.find(({ kind }) => kind !== 'below');
    let [start, end] = [header.line, statementsEnd(next)];
    while (start > 0 && isComment(lines[start - 1])) start--;
    const below = leadStart(lines, next);
    while (end < below && isComment(lines[end])) end++;
    while (end < below && isEmpty(lines[end])) end++;
    return [{ start: at(start), bodyStart: at(header.line + 1), bodyEnd: at(statementsEnd(rest[0])), end: at(end) }];
  });
}

/** Where the comments begin that stand directly above a header; the number of lines where there is none. */
function leadStart(lines: readonly Line[], header: Header | undefined): number {
  let start = header?.line ?? lines.length;
  while (header !== undefined && start > 0 && isComment(lines[start - 1])) start--;
  return start;
}

function kindOf(header: string, name: string): Header['kind'] {
  const [, brackets, first, after] = /^\s*(\[\[?)\s*("[^"]*"|'[^']*'|[\w-]+)\s*(.)/.exec(header) ?? [];
  if (first?.replace(/^["']|["']$/g, '') !== name) return 'other';
  return after === '.' ? 'below' : brackets === '[[' ? 'element' : 'other';
}

function linesOf(text: string): readonly Line[] {
  return [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map(({ 0: line, index }) => ({
    at: index,
    end: index + line.length,
    text: line,
  }));
}

function isGap(line: Line | undefined): boolean {
  return isEmpty(line) || isComment(line);
}

function isEmpty(line: Line | undefined): boolean {
  return line?.text.trim() === '';
}

function isComment(line: Line | undefined): boolean {
  return /^\s*#/.test(line?.text ?? '');
}
