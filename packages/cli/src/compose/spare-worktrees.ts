import { CcxError, ccxPaths, type Env } from '@ccx/contracts';
import type { WorkEnd } from '@ccx/queue';
import { itemWorktree } from '../queue-view/item-worktree.ts';

/** Takes away the worktrees that were made for single items, when those are done and have changed nothing. */
export interface SpareWorktrees {
  ended(end: Pick<WorkEnd, 'item' | 'outcome' | 'settled' | 'result'>): void;
  /** When all that ended has been looked at; never rejects. */
  settled(): Promise<void>;
}

/** @param say told of a worktree that could not be looked at */
export function composeSpareWorktrees(env: Env, home: string, say: (text: string) => void): SpareWorktrees {
  const under = new Set<Promise<void>>();
  return {
    ended({ item, outcome, settled, result }) {
      const worktree = itemWorktree(item);
      const path = result?.last.worktree?.path;
      if (worktree?.fresh !== true || path === undefined || outcome.is !== 'done' || settled === 'stale') return;
      const removing = remove(path, worktree.name).catch((error: unknown) => {
        if (!isKept(error)) say(`The worktree of #${item.seq} stays: ${messageOf(error)}`);
      });
      under.add(removing);
      void removing.then(() => under.delete(removing));
    },
    settled: async () => {
      await Promise.all(under);
    },
  };

  /** With its branch, so that commits on it are changes too. */
  async function remove(path: string, name: string): Promise<void> {
    const { createFileLedger, removeWorktree } = await import('@ccx/runner');
    const ledger = createFileLedger({ dir: ccxPaths(env, home).runs });
    await removeWorktree({ repository: path, name, deleteBranch: true, ledger, env });
  }
}

function isKept(error: unknown): boolean {
  return CcxError.is(error, 'worktree_not_clean') || CcxError.is(error, 'worktree_not_merged');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
