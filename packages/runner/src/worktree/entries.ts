import type { Git } from './git.ts';

/** A worktree as the repository has it in its books. */
export interface WorktreeEntry {
  readonly path: string;
  /** The commit that is checked out; `null` where git does not say. */
  readonly head: string | null;
  /** The full ref; `null` for a detached HEAD. */
  readonly ref: string | null;
  readonly locked: boolean;
  /** Why git would drop it, e.g. that its folder is gone; `null` where it would not. */
  readonly prunable: string | null;
}

/** The main checkout first. Needs git 2.36, which brought `-z`. */
export async function listEntries(git: Git, cwd: string): Promise<readonly WorktreeEntry[]> {
  const text = await git.tell(cwd, ['worktree', 'list', '--porcelain', '-z']);
  return text
    .split('\0\0')
    .filter((block) => block !== '')
    .map(readEntry);
}

function readEntry(block: string): WorktreeEntry {
  const fields = new Map(
    block.split('\0').map((line): readonly [string, string] => {
      const [name = '', ...rest] = line.split(' ');
      return [name, rest.join(' ')];
    }),
  );
  return {
    path: fields.get('worktree') ?? '',
    head: fields.get('HEAD') ?? null,
    ref: fields.get('branch') ?? null,
    locked: fields.has('locked'),
    prunable: fields.get('prunable') ?? null,
  };
}
