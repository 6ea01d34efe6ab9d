import { CcxError } from '@ccx/contracts';
import { gitFailed, type Git } from './git.ts';

/** The id of the commit that a name stands for; `null` where there is none. */
export async function commitOf(git: Git, cwd: string, name: string): Promise<string | null> {
  const { stdout, exitCode } = await git.ask(cwd, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  return exitCode === 0 ? stdout.trim() : null;
}

/** @throws {CcxError} `invalid_argument` */
export async function baseCommit(git: Git, cwd: string, base: string): Promise<string> {
  const commit = await commitOf(git, cwd, base);
  if (commit !== null) return commit;
  throw new CcxError('invalid_argument', `The base "${base}" is no commit of this repository.`, {
    hint: 'Name a branch, a tag or the id of a commit; fetch it first where it is elsewhere.',
  });
}

/** Whether all of `commit` is in `tip`. */
export async function isPartOf(git: Git, cwd: string, commit: string, tip: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, tip];
  const answer = await git.ask(cwd, args);
  if (answer.exitCode === 0 || answer.exitCode === 1) return answer.exitCode === 0;
  throw gitFailed(args, answer);
}
