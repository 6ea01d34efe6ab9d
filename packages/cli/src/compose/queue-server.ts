import type { Env } from '@ccx/contracts';
import { locateQueue } from './queue-place.ts';

/**
 * Prepares the server of a backend; `null` where there is nothing to prepare.
 *
 * @returns whether anything was changed
 * @throws {CcxError} `invalid_argument`; `invalid_config` where a driver is not installed; `io_failed`
 */
export async function migrateQueue(env: Env, home: string, named?: string): Promise<[string, boolean | null]> {
  const [{ migrateBullmqQueue }, { backend, place }] = await Promise.all([
    import('@ccx/queue'),
    locateQueue(env, home, named),
  ]);
  if (place.is === 'file' || !/^postgres/i.test(place.url)) return [backend, null];
  return [backend, await migrateBullmqQueue({ connection: await connectionOf(env, place.url) })];
}

/** The address of a server with the password that stands elsewhere. */
export async function connectionOf(env: Env, url: string): Promise<string> {
  const { withPassword } = await import('../queue-settings/backend-path.ts');
  const password = env['CCX_QUEUE_PASSWORD'] ?? '';
  return password === '' ? url : withPassword(url, password);
}
