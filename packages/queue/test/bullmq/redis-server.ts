import { spawn, spawnSync } from 'node:child_process';
import { createTempHome, until, type TempHome } from '@ccx/testkit';
import { afterAll, beforeAll, describe } from 'vitest';
import { freePort } from './free-port.ts';

/** A Redis server of a test's own, which keeps what it is told. */
export interface TestRedis {
  /** `redis://127.0.0.1:port/0` */
  readonly url: string;
  /** Ends it at once, as a power cut does; what it keeps stays. */
  kill(): Promise<void>;
  /** Another one in its place, on what it kept. */
  restart(): Promise<TestRedis>;
  /** Ends it, and forgets what it kept. */
  stop(): Promise<void>;
}

/** Why there can be no such server here; `null`: there can. */
function whyNoRedis(): string | null {
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' });
  return error === undefined ? null : 'redis-server is not installed (apt-get install redis-server)';
}

/** @param settings beyond those of a server that loses nothing: `['--maxmemory-policy', 'allkeys-lru']` */
export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const temp = await createTempHome();
  return startIn(temp, await freePort(), settings);
}

async function startIn(temp: TempHome, port: number, settings: readonly string[]): Promise<TestRedis> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', temp.home, '--save', '', '--appendonly', 'yes'];
  const server = spawn('redis-server', [...args, ...settings], { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = new Promise<void>((resolve) => void server.once('close', () => resolve()));
  let said = '';
  server.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await until(() => said.includes('Ready to accept connections'), { what: 'redis-server to accept connections' });
  const kill = async (): Promise<void> => {
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}/0`,
    kill,
    restart: () => startIn(temp, port, settings),
    stop: async () => {
      await kill();
      await temp.remove();
    },
  };
}

/** Tests that share one server, or one that says aloud why they are skipped: a silent skip looks like a success. */
export function withRedis(name: string, tests: (server: () => TestRedis) => void): void {
  const why = whyNoRedis();
  if (why !== null) process.stderr.write(`SKIPPED "${name}": ${why}\n`);
  describe.skipIf(why !== null)(`${name}${why === null ? '' : `: ${why}`}`, () => {
    let server: TestRedis | null = null;
    beforeAll(async () => void (server = await startRedis()));
    afterAll(() => server?.stop());
    tests(() => {
      if (server === null) throw new Error('the server was not started');
      return server;
    });
  });
}
