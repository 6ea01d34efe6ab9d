import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessId } from '@ccx/contracts';
import type { LiveQuestion, LiveSession } from '../agent-adapter.ts';
import { type Fields, parseFields } from '../record-lines.ts';

/**
 * The session of an interactive CLI by its own `sessions/<pid>.json` (2.1.329, 2026-11-21: `status` is `idle`, `busy`,
 * `waiting` for an answer, or `shell` while background commands run; `procStart` is field 22 of `/proc/PID/stat`). The
 * file is written without a status first, changes only with the status, and stays behind after KILL: what another bearer
 * of the pid left says nothing. `null` where any file of these processes cannot be read, or is not alone.
 */
export async function claudeLiveSession({ configDir, tree }: LiveQuestion): Promise<LiveSession | null> {
  const found: (readonly [ProcessId, Fields])[] = [];
  for (const process of tree) {
    const { pid, startedAt } = process;
    const text = await readFile(join(configDir, 'sessions', `${pid}.json`), 'utf8').catch((error: unknown) =>
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : '',
    );
    if (text === null) continue;
    const session = parseFields(text);
    if (session === null) return null;
    if (session['pid'] === pid && session['procStart'] === startedAt) found.push([process, session]);
  }
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return null;
  const [process, session] = only;
  const { sessionId, status, statusUpdatedAt, kind, entrypoint } = session;
  const isPersons = kind === 'interactive' && entrypoint === 'cli';
  if (!isPersons || typeof sessionId !== 'string' || sessionId === '' || typeof status !== 'string') return null;
  return { sessionId, process, idle: status === 'idle', mark: `${sessionId} ${status} ${String(statusUpdatedAt)}` };
}
