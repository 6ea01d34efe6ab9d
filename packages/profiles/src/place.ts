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

/** A config dir as ccx knows it. */
export interface Place {
  /** Canonical; `null` for the vendor's default place. */
  readonly configDir: string | null;
  /** By {@link folderKey}. */
  readonly key: string;
}

/** The key of the vendor's default place. */
export async function defaultPlaceKey(agent: AgentKind, home: string): Promise<string> {
  return folderKey(join(home, AGENTS[agent].defaultConfigDir));
}

/**
 * The config dir that a path is. For an agent whose variable names the folder above its config dir, a path that ends in
 * the config dir's own name is the config dir, any other the folder above it; only the folder above is resolved, because
 * nothing else can be said in that variable.
 *
 * @param path absolute
 * @param vendors the key of the default place
 */
export async function placeOf(agent: AgentKind, path: string, vendors: string | Promise<string>): Promise<Place> {
  const tail = AGENTS[agent].configDirBelowVariable;
  const above = basename(path) === tail ? dirname(path) : path;
  const configDir = join(await resolvedPath(tail === '' ? path : above), tail);
  const key = await folderKey(configDir);
  return { configDir: key === (await vendors) ? null : configDir, key };
}

/** The config dir alone, of {@link placeOf}. */
export async function canonicalPlace(agent: AgentKind, path: string, home: string): Promise<string | null> {
  return (await placeOf(agent, path, defaultPlaceKey(agent, home))).configDir;
}
