import type { WorkItem } from '@ccx/contracts';
import { payloadFacts } from './item-words.ts';

/** The worktree that an item is done in. */
export interface ItemWorktree {
  readonly name: string;
  /** Made for it alone. */
  readonly fresh: boolean;
}

/**
 * A fresh one has the number of its item: what comes again has the payload of its first time, and what was tried before
 * goes on where it was tried.
 */
export function itemWorktree({ payload, seq }: Pick<WorkItem, 'payload' | 'seq'>): ItemWorktree | null {
  const { worktree: name, freshWorktree: fresh } = payloadFacts(payload);
  if (name === null) return null;
  return { name: fresh ? `${name}-${seq}` : name, fresh };
}
