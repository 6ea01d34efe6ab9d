/** Deeper than any real tree of processes in a terminal. */
const DEEPEST = 64;

/** A process, its parent, and so on; ends at the first unknown one, and where the parents go in a circle. */
export function ancestry(pid: number, parentOf: (pid: number) => number | null): readonly number[] {
  const chain = new Set<number>();
  for (
    let at: number | null = pid;
    at !== null && at > 0 && chain.size < DEEPEST && !chain.has(at);
    at = parentOf(at)
  ) {
    chain.add(at);
  }
  return [...chain];
}
