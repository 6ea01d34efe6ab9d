import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CcxErrorCode, RunRequest } from '@ccx/contracts';
import { createRepositoryLab, type RepositoryLab } from './repository-lab.ts';

export const A = { worktree: { name: 'a' } } as const;

/** Something for which a run in the worktree `a` is refused. */
export interface Refusal {
  readonly name: string;
  readonly code: CcxErrorCode;
  readonly says: string;
  readonly request?: Partial<RunRequest>;
  /** Found out only after git had made it: the line that keeps the folder out of the status stays. */
  readonly late?: boolean;
  /** What is wrong, and other parts of the request that name it. */
  readonly given?: (lab: RepositoryLab) => Promise<Partial<RunRequest> | void>;
}

/** A worktree `a` on which an agent has worked; its work is committed. */
export async function used(lab: RepositoryLab): Promise<string> {
  const path = lab.pathOf('a');
  await lab.runner.run(lab.request(A), lab.target).result;
  await lab.gitIn(path, 'add', '.');
  await lab.gitIn(path, 'commit', '--quiet', '-m', 'By the agent');
  return path;
}

/** What came of it, and all that a refusal must leave as it was. */
export async function refused({ request = A, late = false, given }: Refusal): Promise<{
  readonly error: unknown;
  readonly before: unknown;
  readonly after: unknown;
}> {
  const lab = await createRepositoryLab();
  const more = (await given?.(lab)) ?? {};
  const state = async (): Promise<unknown> => [
    await lab.mainState(),
    await lab.git('for-each-ref'),
    await lab.git('worktree', 'list', '--porcelain'),
    await lab.gitIn(lab.pathOf('a'), 'status', '--porcelain').catch(() => null),
    late ? null : await readFile(join(lab.main, '.git', 'info', 'exclude'), 'utf8'),
  ];
  const before = await state();
  const { result } = lab.runner.run(lab.request({ ...request, ...more }), lab.target);
  return { before, error: await result.catch((error: unknown) => error), after: await state() };
}
