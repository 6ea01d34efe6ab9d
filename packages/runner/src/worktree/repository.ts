import { CcxError } from '@ccx/contracts';
import { gitFailed, type Git } from './git.ts';
import { listEntries } from './entries.ts';

/** The repository that holds a folder. */
export interface Repository {
  /** Top folder of its main checkout, also where the folder is in a linked worktree. */
  readonly main: string;
  /** The `.git` that all its worktrees share. */
  readonly common: string;
  /** Where the folder lies below the top of its own checkout; empty at the top. */
  readonly below: string;
}

/** @throws {CcxError} `not_a_repository`, `io_failed` */
export async function findRepository(git: Git, cwd: string): Promise<Repository> {
  const args = ['rev-parse', '--is-inside-work-tree'];
  const inside = await git.ask(cwd, args);
  if (inside.exitCode !== 0) {
    if (!inside.stderr.includes('not a git repository')) throw gitFailed(args, inside);
    throw none(
      `"${cwd}" lies in no git repository`,
      'Begin one with git init and a first commit, or run without a worktree.',
    );
  }
  if (inside.stdout.trim() !== 'true') throw none(`"${cwd}" lies in no checkout of its git repository`, CHECKOUT_HINT);
  const ask = (what: string): Promise<string> => git.tell(cwd, ['rev-parse', '--path-format=absolute', what]);
  const [top, common, own, below] = await Promise.all([
    ask('--show-toplevel'),
    ask('--git-common-dir'),
    ask('--git-dir'),
    ask('--show-prefix'),
  ]);
  return { main: own === common ? top : await mainCheckout(git, cwd), common, below: below.replace(/\/$/, '') };
}

const CHECKOUT_HINT = 'Name a folder in the checkout of a repository that is not bare.';

async function mainCheckout(git: Git, cwd: string): Promise<string> {
  const [first] = await listEntries(git, cwd);
  const answer = first === undefined ? null : await git.ask(cwd, ['-C', first.path, 'rev-parse', '--show-toplevel']);
  if (answer?.exitCode === 0) return answer.stdout.replace(/\n$/, '');
  throw none(`The repository of "${cwd}" has no main checkout that can be found`, CHECKOUT_HINT);
}

function none(message: string, hint: string): CcxError {
  return new CcxError('not_a_repository', `${message}, and a worktree is made of one.`, { hint });
}
