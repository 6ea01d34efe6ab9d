import { ccxPaths, type Env } from '@ccx/contracts';
import type { ListedWorktree, RemovedWorktree } from '@ccx/runner';

/** The worktrees that runs have left in the repository of a folder. */
export interface Worktrees {
  readonly list: () => Promise<readonly ListedWorktree[]>;
  /** Refuses to lose work, and to take the folder from under a run. */
  readonly remove: (name: string, deleteBranch: boolean) => Promise<RemovedWorktree>;
}

export async function composeWorktrees(cwd: string, env: Env, home: string): Promise<Worktrees> {
  const { createFileLedger, listWorktrees, removeWorktree } = await import('@ccx/runner');
  const ledger = createFileLedger({ dir: ccxPaths(env, home).runs });
  return {
    list: () => listWorktrees({ cwd, env }),
    remove: (name, deleteBranch) => removeWorktree({ repository: cwd, name, deleteBranch, ledger, env }),
  };
}
