/** The key that somebody probably meant; `null` where none is near. */
export function nearestKey(word: string, keys: readonly string[]): string | null {
  const plain = plainly(word);
  const same = keys.find((key) => plainly(key) === plain);
  if (same !== undefined) return same;
  const near = keys
    .map((key) => ({ key, steps: distance(plain, plainly(key)) }))
    .filter(({ key, steps }) => steps <= Math.max(1, Math.floor(key.length / 3)))
    .toSorted((a, b) => a.steps - b.steps);
  return near[0]?.key ?? null;
}

/** `max-turns`, `max_turns` and `maxTurns` are the same word. */
function plainly(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/** How many letters must be put in, taken out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [at, letter] of from.split('').entries()) {
    const next = [at + 1];
    for (const [column, other] of to.split('').entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
