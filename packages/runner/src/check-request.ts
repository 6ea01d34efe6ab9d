import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { CcxError, type RunRequest } from '@ccx/contracts';
import { checkWorktree } from './worktree/place.ts';

const DURATIONS = ['timeoutMs', 'idleTimeoutMs', 'toolTimeoutMs', 'firstByteTimeoutMs', 'lingerTimeoutMs'] as const;

/**
 * What no agent could make sense of.
 *
 * @throws {CcxError} `invalid_argument`
 */
export async function checkRequest(request: RunRequest): Promise<void> {
  if (request.prompt.trim() === '') throw invalid('The prompt is empty.');
  if (!['safe', 'edit', 'full'].includes(request.permission)) {
    throw invalid(`permission is "${String(request.permission)}"; expected safe, edit or full.`);
  }
  for (const name of DURATIONS) {
    const value = request[name];
    if (value !== undefined && !(value > 0)) throw invalid(`${name} is ${value}; expected milliseconds above 0.`);
  }
  const { maxTurns, maxBudgetUsd } = request;
  if (maxTurns !== undefined && !(Number.isInteger(maxTurns) && maxTurns > 0)) {
    throw invalid(`maxTurns is ${maxTurns}; expected a whole number from 1 up.`);
  }
  if (maxBudgetUsd !== undefined && !(Number.isFinite(maxBudgetUsd) && maxBudgetUsd > 0)) {
    throw invalid(`maxBudgetUsd is ${maxBudgetUsd}; expected US dollars above 0.`);
  }
  if (request.worktree !== undefined) checkWorktree(request.worktree);
  if (!isAbsolute(request.cwd)) throw invalid(`cwd is "${request.cwd}"; expected an absolute path.`);
  const folder = await stat(request.cwd).catch(() => null);
  if (folder?.isDirectory() !== true) throw invalid(`cwd is "${request.cwd}", which is no folder.`);
}

function invalid(message: string): CcxError {
  return new CcxError('invalid_argument', message);
}
