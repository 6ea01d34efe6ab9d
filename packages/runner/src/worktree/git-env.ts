import type { Env } from '@ccx/contracts';

/** As `agentEnv` keeps them from an agent: hooks and aliases of git set them, and they tie git to one repository. */
const TIES: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/** The environment of our own git: the folder in which it is started decides about the repository. */
export function gitEnv(env: Env): Env {
  const kept = Object.entries(env).filter(([name]) => !TIES.has(name));
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    // A checkout that is only asked keeps its index, to the byte.
    GIT_OPTIONAL_LOCKS: '0',
    // Programs read the answers.
    LC_ALL: 'C',
  };
}
