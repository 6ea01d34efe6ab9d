import type { Env } from '@ccx/contracts';

/**
 * What ties a process to one repository whatever folder it works in: `git rev-parse --local-env-vars` of git 2.39.5
 * (2026-11-21) and two more. They are set in hooks and aliases of git; an agent that inherited them would work on the
 * main checkout from inside its worktree.
 */
const TIES: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

export function withoutRepository(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !TIES.has(name)));
}
