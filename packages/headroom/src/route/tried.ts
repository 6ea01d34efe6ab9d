import type { RunAttempt } from '@ccx/contracts';
import { allBlocks, type Block } from '../rank/block.ts';
import type { PastAttempt } from '../rank/rank-input.ts';
import { pastAttempt } from './past-attempts.ts';

/** What the attempts of a run keep it from on an account. */
export interface Tried {
  /** For the rest of the run. */
  readonly held: Block | null;
  /** Limits, which end. */
  readonly limits: readonly PastAttempt[];
}

/**
 * What a run has met on an account, or through another login of the same one. A limit holds until its reset, whatever
 * newer numbers say; money that is missing waits for a person; and where anything else went wrong the run does not come
 * back.
 */
export function triedOn(id: string, siblings: readonly string[], before: readonly RunAttempt[]): Tried {
  const blocks: Block[] = [];
  const limits: PastAttempt[] = [];
  for (const attempt of before) {
    const own = attempt.target.account.id === id;
    if (!own && !siblings.includes(attempt.target.account.id)) continue;
    const past = pastAttempt(attempt);
    const failed = past?.failure?.class ?? null;
    if (past !== null && failed === 'limit') limits.push({ ...past, inThisRun: true, elsewhere: !own });
    else if (failed === 'billing') blocks.push({ reason: 'it cannot be charged', until: null, endsBy: 'person' });
    else if (own) blocks.push({ reason: `tried (${failed ?? attempt.outcome.status})`, until: null, endsBy: 'never' });
  }
  return { held: allBlocks(blocks), limits };
}
