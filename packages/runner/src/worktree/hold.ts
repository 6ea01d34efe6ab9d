import { join, sep } from 'node:path';
import { CcxError, type RunRecord } from '@ccx/contracts';
import { acquireLock, type Lock } from '@ccx/contracts/host';
import type { WorktreePlace } from './place.ts';
import type { Repository } from './repository.ts';

/** Longer than any run. A lock whose owner has died is free at once, except from inside another container. */
const LONGEST_RUN_MS = 7 * 24 * 3_600_000;
/** Only so that two who take over a dead owner's lock do not both give up. */
const WAIT_MS = 250;

/**
 * Takes a worktree for one run, or for its removal. The lock lies in the repository's `.git`, so that it holds for
 * every ccx on the machine, whatever ledger it keeps.
 *
 * @throws {CcxError} `worktree_busy`, `io_failed`
 */
export async function holdWorktree(
  { common }: Repository,
  { name, path }: WorktreePlace,
  signal?: AbortSignal,
): Promise<Lock> {
  const lock = await acquireLock(join(common, 'ccx', 'worktrees', `${name}.lock`), {
    expiresMs: LONGEST_RUN_MS,
    waitMs: WAIT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  if (lock !== null) return lock;
  throw busy(`The worktree "${path}" is in use by another run.`);
}

/**
 * Runs that were started in the folder itself hold no lock.
 *
 * @throws {CcxError} `worktree_busy`
 */
export function requireUnused({ path }: WorktreePlace, running: readonly RunRecord[]): void {
  const one = running.find(({ cwd }) => cwd === path || cwd.startsWith(path + sep));
  if (one !== undefined) throw busy(`Run ${one.runId} works in the worktree "${path}" since ${one.startedAt}.`);
}

function busy(message: string): CcxError {
  return new CcxError('worktree_busy', message, { hint: 'Wait for its end, or take another name.' });
}
