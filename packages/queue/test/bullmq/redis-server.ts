import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createTempHome, until } from '@ccx/testkit';
import { freePort } from './free-port.ts';
import { withServer, type TestServer, type WithServer } from './with-server.ts';

/** Why there can be no such server here; `null`: there can. */
function whyNoRedis(): string | null {
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' });
  return error === undefined ? null : 'redis-server is not installed (apt-get install redis-server)';
}

/** @param settings beyond those of a server that loses nothing: `['--maxmemory-policy', 'allkeys-lru']` */
export async function startRedis(settings: readonly string[] = []): Promise<TestServer> {
  const temp = await createTempHome();
  const port = await freePort();
  const lasting = ['--dir', temp.home, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', ...lasting, ...settings];
  const start = async (): Promise<ChildProcess> => {
    const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    server.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => said.includes('Ready to accept connections'), { what: 'redis-server to accept connections' });
    return server;
  };
  let server = await start();
  const kill = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => void server.once('close', () => resolve()));
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}/0`,
    prefix: async () => `ccx-${randomUUID()}`,
    kill,
    restart: async () => void (server = await start()),
    stop: async () => {
      await kill();
      await temp.remove();
    },
  };
}

export const withRedis: WithServer<TestServer> = withServer(whyNoRedis, startRedis);
