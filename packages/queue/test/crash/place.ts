import { createBullmqQueue, openSqliteQueue, type Backlog } from '../../src/index.ts';
import { CRASH_LIMITS } from './crash-limits.ts';

/** Where a queue lies over whose workers death comes: in a file, or on a server. */
export type Place = { readonly path: string } | { readonly connection: string; readonly prefix: string };

export async function openPlace(place: Place): Promise<Backlog> {
  const options = { limits: CRASH_LIMITS };
  return 'path' in place ? openSqliteQueue(place.path, options) : createBullmqQueue({ ...options, ...place });
}
