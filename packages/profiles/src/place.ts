import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AGENTS, type AgentKind } from '@ccx/contracts';

/** The path with the links of its longest existing part resolved, in the disk's own spelling of that part. */
export async function resolvedPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await resolvedPath(above), basename(path));
  }
}

/**
 * The same for all paths of one folder, also where a disk tells no case apart or shows a folder in two places; a folder
 * that does not exist yet goes by its path.
 */
export async function folderKey(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  // Some network file systems number nothing.
  return found === null || found.ino === 0n ? resolvedPath(path) : `${found.dev}:${found.ino}`;
}

/**
 * The config dir of a canonical path, `null` for the vendor's default place. For an agent whose variable names the
 * folder above its config dir, a path that ends in the config dir's own name is the config dir, any other the folder
 * above it; only the folder above is resolved, because nothing else can be said in that variable.
 *
 * @param path absolute
 */
export async function canonicalPlace(agent: AgentKind, path: string, home: string): Promise<string | null> {
  const { defaultConfigDir, configDirBelowVariable: tail } = AGENTS[agent];
  const above = basename(path) === tail ? dirname(path) : path;
  const place = join(await resolvedPath(tail === '' ? path : above), tail);
  const [key, vendors] = await Promise.all([folderKey(place), folderKey(join(home, defaultConfigDir))]);
  return key === vendors ? null : place;
}
