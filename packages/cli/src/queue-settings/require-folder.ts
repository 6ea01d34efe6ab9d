import { statSync } from 'node:fs';
import { CcxError } from '@ccx/contracts';
import { quoted } from '../queue-view/resume-command.ts';

/**
 * Only for its own place ccx makes folders: behind a mistyped path there would be a new and empty queue.
 *
 * @throws {CcxError} `invalid_argument` where a backlog that a person named could not lie
 */
export function requireFolder(folder: string): void {
  if (isFolder(folder)) return;
  throw new CcxError('invalid_argument', `The queue cannot lie in "${folder}": there is no such folder.`, {
    hint: `mkdir -p ${quoted(folder)}     makes it, if it is meant\n   ccx queue backend default     goes back to ccx's own place`,
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
