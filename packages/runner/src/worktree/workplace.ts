import type { RunRequest, RunWorktree } from '@ccx/contracts';
import type { Lock } from '@ccx/contracts/host';
import type { RunnerSetup } from '../runner-setup.ts';
import type { StopControl } from '../stop-control.ts';
import { createGit } from './git.ts';
import { holdWorktree, requireUnused } from './hold.ts';
import { placeOf } from './place.ts';
import { prepareWorktree } from './prepare-worktree.ts';
import { findRepository } from './repository.ts';

/** Where all attempts of one run work. */
export interface Workplace {
  /**
   * Gets the worktree of a request ready and holds it until `leave`; a later attempt finds it as the one before left
   * it. Does nothing for a request without one, and for a run that was stopped meanwhile.
   *
   * @throws {CcxError} where there can be no such worktree
   */
  enter(request: RunRequest): Promise<Entered>;
  leave(): Promise<void>;
}

export interface Entered {
  /** With the folder in which the agent is to be started. */
  readonly request: RunRequest;
  readonly worktree: RunWorktree | null;
}

export function createWorkplace({ env, ledger }: Pick<RunnerSetup, 'env' | 'ledger'>, stop: StopControl): Workplace {
  let held: Lock | null = null;
  return {
    async enter(request) {
      const outside: Entered = { request, worktree: null };
      if (request.worktree === undefined || stop.level !== null) return outside;
      const { name, base } = request.worktree;
      const stopped = new AbortController();
      void stop.reached('polite').then(() => stopped.abort());
      try {
        const git = createGit({ env, signal: stopped.signal });
        const repository = await findRepository(git, request.cwd);
        const place = placeOf(repository.main, name);
        const goesOn = held !== null || request.session?.mode === 'resume';
        held ??= await holdWorktree(repository, place, stopped.signal);
        requireUnused(place, (await ledger.list?.()) ?? []);
        const wanted = { cwd: request.cwd, goesOn, ...(base === undefined ? {} : { base }) };
        const { cwd, ...worktree } = await prepareWorktree(git, repository, place, wanted);
        return { request: { ...request, cwd }, worktree };
      } catch (error) {
        if (stopped.signal.aborted) return outside;
        throw error;
      }
    },
    async leave() {
      // What cannot be given up is free as soon as this process has ended.
      await held?.release().catch(() => {});
      held = null;
    },
  };
}
