import type { Instant } from '@ccx/contracts';

/** Why an account cannot be used. */
export interface Block {
  /** For a person, in lower case and without a full stop. */
  readonly reason: string;
  /** `null` is unknown. */
  readonly until: Instant | null;
  /** What ends it: `time`, a `person` who acts, or `never` within this run. */
  readonly endsBy: 'time' | 'person' | 'never';
}

/** Several as one: it ends when the last of them does. */
export function allBlocks(blocks: readonly Block[]): Block | null {
  if (blocks.length === 0) return null;
  const reason = [...new Set(blocks.map((block) => block.reason))].join('; ');
  const endsBy = (['never', 'person', 'time'] as const).find((end) => blocks.some((block) => block.endsBy === end));
  const times = blocks.flatMap(({ until }) => until ?? []).toSorted();
  const known = endsBy === 'time' && times.length === blocks.length;
  return { reason, until: known ? (times.at(-1) ?? null) : null, endsBy: endsBy ?? 'time' };
}
