import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ccxPaths, type Env } from '@ccx/contracts';

/** Where ccx keeps its own, whoever is asked. */
export function stateFolder(env: Env): string {
  return ccxPaths(env, env['HOME'] ?? homedir()).state;
}

/** Trust means nothing only where nothing lies: in ccx's own probe folder, and only while it is empty. */
export async function isOwnFolder(folder: string, env: Env): Promise<boolean> {
  try {
    const own = join(stateFolder(env), 'probe');
    return (await realpath(folder)) === (await realpath(own)) && (await readdir(folder)).length === 0;
  } catch {
    return false;
  }
}
