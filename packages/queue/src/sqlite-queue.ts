import { CcxError } from '@ccx/contracts';
import { isAbsolute } from 'node:path';
import type { Backlog } from './backlog.ts';
import { openBacklog, type QueueOptions } from './engine/open-backlog.ts';

/**
 * A queue in one SQLite file, made (0600, its folder 0700) where there is none. Any number of processes of a machine may
 * have it open and work at it.
 *
 * @param path absolute, e.g. `${ccxPaths(env, home).state}/queue.db`
 * @throws {CcxError} `invalid_config` for the file of a newer ccx or of another program, `io_failed` where it cannot be
 * made, read or written
 * @example
 * const queue = openSqliteQueue('/home/ada/.local/state/ccx/queue.db');
 * const [outcome] = await queue.enqueue([
 *   { type: 'prompt', payload: { prompt: 'fix the tests' }, priority: 100, onEffects: 'resume' },
 * ]);
 */
export function openSqliteQueue(path: string, options: QueueOptions = {}): Backlog {
  if (isAbsolute(path)) return openBacklog(path, options);
  throw new CcxError('invalid_argument', `The queue's path is "${path}", and an absolute one was expected.`);
}
