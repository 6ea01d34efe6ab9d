/** A queue as the figures use it. */
export interface Contender {
  readonly name: string;
  /** Adds so many items, in one batch. */
  add(count: number): Promise<void>;
  /**
   * Does so many items, each claimed, completed, and followed by a new one; `concurrency` of them at a time. As many
   * wait afterwards as before. Resolves to the milliseconds that they took.
   */
  work(items: number, concurrency: number): Promise<number>;
  close(): Promise<void>;
}

/** What every item carries: 1 KB. */
export const PAYLOAD: { readonly text: string } = { text: 'x'.repeat(1000) };

/** Runs `step` so often, `concurrency` at a time; resolves to the milliseconds that it took. */
export async function loops(items: number, concurrency: number, step: () => Promise<void>): Promise<number> {
  const start = performance.now();
  let left = items;
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await step();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return performance.now() - start;
}
