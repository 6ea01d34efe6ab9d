import { stat } from 'node:fs/promises';
import { parse, resolve, sep } from 'node:path';
import { AGENTS, CcxError, ccxPaths, type AgentKind, type Env } from '@ccx/contracts';
import { defaultPlaceKey, folderKey, placeOf, resolvedPath } from './place.ts';

/** Where a path was written. */
export interface PathContext {
  readonly env: Env;
  /** Absolute path of the home directory: what `~` means. */
  readonly home: string;
  /** Absolute path of the folder from which relative paths go. */
  readonly cwd: string;
}

/**
 * The config dir that a person means, absolute, links resolved, or `null` for the vendor's default place. `~`, relative
 * paths and trailing separators are understood; the folder need not exist. Where the agent's variable names the folder
 * above its config dir (Gemini CLI 0.61.0: `GEMINI_CLI_HOME=/x` means `/x/.gemini`), both `/x` and `/x/.gemini` may be
 * written.
 *
 * @throws {CcxError} `invalid_config_dir` for an empty text, a file, the home directory, the root, and what lies in
 * ccx's own folders
 */
export async function canonicalConfigDir(
  agent: AgentKind,
  written: string,
  { env, home, cwd }: PathContext,
): Promise<string | null> {
  const { title, defaultConfigDir } = AGENTS[agent];
  const refuse = (why: string): CcxError =>
    new CcxError('invalid_config_dir', `${JSON.stringify(written)} cannot be a config dir of ${title}: ${why}.`, {
      hint: `Name a folder of its own, as ~/${defaultConfigDir}-work.`,
    });
  if (written.trim() === '') throw refuse('it is empty');
  if (written.includes('\0')) throw refuse('it holds a NUL byte');
  if (/^~[^/\\]/.test(written)) throw refuse('only ~ itself is understood, not the home of another person');

  const path = resolve(cwd, expandHome(written, home));
  if ((await resolvedPath(path)) === parse(path).root) throw refuse('it is the root of the file system');
  const { configDir: place, key } = await placeOf(agent, path, defaultPlaceKey(agent, home));
  if (place === null) return null;
  if (await isNoFolder(place)) throw refuse('it is a file, or lies below one');
  if (key === (await folderKey(home))) throw refuse('it is the home directory');
  const { config, state, quota, runs } = ccxPaths(env, home);
  for (const own of await Promise.all([config, state, quota, runs].map(resolvedPath))) {
    if (`${place}${sep}`.startsWith(`${own}${sep}`)) throw refuse(`"${own}" is where ccx keeps its own files`);
  }
  return place;
}

/** A leading `~` written out. */
export function expandHome(written: string, home: string): string {
  return written.replace(/^~(?=[/\\]|$)/, () => home);
}

async function isNoFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isDirectory(),
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOTDIR',
  );
}
