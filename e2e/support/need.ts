import type { TestContext } from 'vitest';

/** Skips a test where this machine lacks something, and says aloud what: a silent skip looks like a success. */
export function need({ skip, task }: TestContext, holds: boolean, otherwise: string): void {
  if (holds) return;
  process.stderr.write(`SKIPPED "${task.name}": ${otherwise}\n`);
  skip(otherwise);
}
