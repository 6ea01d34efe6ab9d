import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server of one's own, behind a socket in `folder`. */
export interface Redis {
  readonly socket: string;
  readonly version: string;
  stop(): Promise<void>;
}

/** A real redis-server that syncs its append-only file at every write; `null` where none is installed. */
export async function startRedis(folder: string): Promise<Redis | null> {
  const asked = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (asked.status !== 0) return null;
  const dir = join(folder, 'redis');
  mkdirSync(dir);
  const socket = join(dir, 'redis.sock');
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction'];
  const server = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--dir', dir, ...durable], {
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  for (let tries = 0; !(await answers(socket)); tries += 1) {
    if (tries === 500) throw new Error('redis-server did not start');
    await pause(20);
  }
  return {
    socket,
    version: /v=([\d.]+)/.exec(asked.stdout)?.[1] ?? 'unknown',
    stop: async () => {
      server.kill();
      await gone;
    },
  };
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
    connection.once('close', () => resolve(false)).unref();
    connection.once('connect', () => connection.end());
  });
}
