import { CcxError } from '@ccx/contracts';
import { plainValue, unsupported, type ArgumentTable } from '../argument-table.ts';

const SANDBOXES = { safe: 'read-only', edit: 'workspace-write', full: 'danger-full-access' } as const;

/**
 * Codex 0.169.0, from the help of `exec` and `exec resume` and observed runs, 2026-11-21. Options stand between `exec`
 * and `resume`, which does not know all of them (`-s`). `exec` never asks for an approval: the sandbox is the permission.
 */
export const codexArguments: ArgumentTable = {
  permission: (permission) => ['-s', SANDBOXES[permission]],
  allowedTools: null,
  // Which levels there are is the model's affair; Codex hands on any word.
  effort: (level) => {
    if (/^[a-z]{1,20}$/.test(level)) return ['-c', `model_reasoning_effort=${level}`];
    throw new CcxError('invalid_argument', `The effort is "${level.slice(0, 40)}"; expected a word such as high.`);
  },
  session: ({ mode, id }) => {
    if (mode === 'resume') return ['resume', plainValue('The session id', id)];
    if (mode === 'fork') throw unsupported('codex', 'a fork of a session', 'Resume it, or begin a new one.');
    throw unsupported('codex', 'a chosen id for a new session', 'Leave it out: Codex names the session itself.');
  },
  maxTurns: null,
  maxBudgetUsd: null,
  // The schema goes through a file, which is made when the run is prepared.
  jsonSchema: () => [],
  // Only a wish, and `exec --json` has no pieces.
  partialText: () => [],
  model: (model) => ['-m', plainValue('The model', model)],
};
