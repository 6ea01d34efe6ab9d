import { readdirSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { Env } from '@ccx/contracts';
import { statsOf } from '../careful-files.ts';

/**
 * The tmux servers on which agents are looked for: `$FLEET_SOCKET` (a name or a path, by default `fleet`), then every
 * other socket of this user in tmux' own folder, by name. They need not answer.
 */
export function tmuxSockets(env: Env): readonly string[] {
  const first = env['FLEET_SOCKET'] || 'fleet';
  const folder = socketFolder(env);
  const others = names(folder).filter((name) => isOwnSocket(join(folder, name)));
  return distinct([first, ...others.toSorted()], env);
}

/** The path of a socket that is given by its name (`tmux -L`) or by its path (`tmux -S`), links resolved. */
export function socketPath(socket: string, env: Env): string {
  return real(isAbsolute(socket) ? socket : join(socketFolder(env), socket));
}

/** Without those that are the same socket as one before. */
export function distinct(sockets: readonly string[], env: Env): readonly string[] {
  const byPath = new Map<string, string>();
  for (const socket of sockets) {
    const path = socketPath(socket, env);
    if (!byPath.has(path)) byPath.set(path, socket);
  }
  return [...byPath.values()];
}

/** Another user's server would run under that user's rules, and a path without a socket has no server. */
export function isOwnSocket(path: string): boolean {
  const stats = statsOf(path);
  return stats?.isSocket() === true && stats.uid === process.getuid?.();
}

/** How a person names a socket to tmux. */
export function socketFlags(socket: string, env: Env): readonly string[] {
  const path = socketPath(socket, env);
  const name = basename(path);
  if (path !== socketPath(name, env)) return ['-S', path];
  return name === 'default' ? [] : ['-L', name];
}

/** As tmux finds it: `TMUX_TMPDIR` where that exists, else `/tmp`. */
function socketFolder(env: Env): string {
  const parent = env['TMUX_TMPDIR'] || '/tmp';
  return join(isFolder(parent) ? parent : '/tmp', `tmux-${process.getuid?.() ?? ''}`);
}

function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() === true;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
