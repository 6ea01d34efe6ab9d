import { CcxError } from './error.ts';
import type { Env } from './process.ts';

/** Where ccx keeps its files; all absolute, without a trailing separator. */
export interface CcxPaths {
  /** What a person edits: `profiles.toml`, `config.toml`, `pricing.toml`. */
  readonly config: string;
  /** What ccx writes: databases, hooks, the daemon's files. */
  readonly state: string;
  /** The last known quotas, one file per account. */
  readonly quota: string;
  /** Runs under way and their logs. */
  readonly runs: string;
}

/**
 * Where ccx keeps its files, by the XDG base directories: an unset, empty or relative `XDG_CONFIG_HOME` or
 * `XDG_STATE_HOME` means `~/.config` and `~/.local/state`. `CCX_HOME` puts everything under one folder,
 * `CCX_QUOTA_CACHE_DIR` moves `quota` alone.
 *
 * @param home absolute path of the home directory
 * @throws CcxError `invalid_config` where one of ccx's own two variables is relative: two processes with different
 * working folders would not find each other's locks; `invalid_argument` where `home` is needed and not absolute
 * @example
 * ccxPaths({}, '/home/ada').quota;                     // '/home/ada/.local/state/ccx/quota'
 * ccxPaths({ CCX_HOME: '/srv/ccx' }, '/home/ada').runs; // '/srv/ccx/runs'
 */
export function ccxPaths(env: Env, home: string): CcxPaths {
  const root = ownFolder(env, 'CCX_HOME');
  const config = root ?? below(xdgFolder(env, 'XDG_CONFIG_HOME') ?? homeFolder(home, '.config'), 'ccx');
  const state = root ?? below(xdgFolder(env, 'XDG_STATE_HOME') ?? homeFolder(home, '.local/state'), 'ccx');
  return {
    config,
    state,
    quota: ownFolder(env, 'CCX_QUOTA_CACHE_DIR') ?? below(state, 'quota'),
    runs: below(state, 'runs'),
  };
}

/** A base directory that the specification tells us to ignore where it is relative. */
function xdgFolder(env: Env, name: string): string | null {
  const value = env[name] ?? '';
  return isAbsolute(value) ? trimmed(value) : null;
}

function homeFolder(home: string, path: string): string {
  if (isAbsolute(home)) return below(home, path);
  throw new CcxError('invalid_argument', `The home directory is "${home}", expected an absolute path.`, {
    hint: 'Set HOME, or CCX_HOME to the folder in which ccx may keep its files.',
  });
}

function ownFolder(env: Env, name: string): string | null {
  const value = env[name] ?? '';
  if (value === '') return null;
  if (isAbsolute(value)) return trimmed(value);
  throw new CcxError('invalid_config', `${name} is "${value}", expected an absolute path.`, {
    hint: `export ${name}=/absolute/path`,
  });
}

/** As on every platform where Node runs: `/a`, `\\server\share`, `C:\a`. */
function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[a-z]:[/\\])/i.test(path);
}

function trimmed(folder: string): string {
  return folder.replace(/(?<=[^:/\\])[/\\]+$/, '');
}

/** Node takes `/` on Windows too, so one separator serves. */
function below(folder: string, path: string): string {
  return `${trimmed(folder).replace(/[/\\]$/, '')}/${path}`;
}
