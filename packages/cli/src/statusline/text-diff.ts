const CONTEXT = 2;

/** What changes between two texts that differ in one place, as `diff -u` shows it, without its headings. */
export function textDiff(before: string, after: string): readonly string[] {
  const [old, next] = [linesOf(before), linesOf(after)];
  let first = 0;
  while (first < Math.min(old.length, next.length) && old[first] === next[first]) first += 1;
  let same = 0;
  while (same < Math.min(old.length, next.length) - first && old.at(-1 - same) === next.at(-1 - same)) same += 1;
  const marked = (mark: string, lines: readonly string[]): readonly string[] => lines.map((line) => `${mark}${line}`);
  return [
    ...marked(' ', old.slice(Math.max(0, first - CONTEXT), first)),
    ...marked('-', old.slice(first, old.length - same)),
    ...marked('+', next.slice(first, next.length - same)),
    ...marked(' ', old.slice(old.length - same, old.length - same + CONTEXT)),
  ];
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}
