import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, until, type AnthropicApi } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { need } from '../support/need.ts';
import { expectExit, openWorld } from '../support/world.ts';

const ALL = Array.from({ length: 8 }, (_, at) => `item ${at + 1}`);

test(
  'two workers with separate homes share one queue on Redis: eight prompts are done once each',
  { timeout: 240_000 },
  async (context) => {
    need(context, spawnSync('redis-server', ['--version']).error === undefined, 'redis-server is not installed');
    const backend = await startRedis();
    const respond = ({ kind, prompt }: { kind: string; prompt: string }) =>
      kind === 'main' ? say(`did ${prompt}`) : undefined;
    const worlds = [await openWorld({ respond }), await openWorld({ respond })] as const;
    const [one, two] = worlds;
    expect(one.home.home).not.toBe(two.home.home);

    // One names it each time, the other one remembers it.
    const remembered = await two.ccx(['queue', 'backend', backend]);
    expectExit(remembered, 0);
    for (const prompt of ALL) {
      expectExit(await one.ccx(['queue', 'add', prompt, '--key', '', '--backend', backend]), 0);
    }
    const listed = JSON.parse((await two.ccx(['queue', 'list', '--json'])).stdout);
    expect(listed.items.map(({ seq }: { seq: number }) => seq)).toEqual(ALL.map((_, at) => at + 1));

    const work = ['queue', 'work', '--idle-exit', '--jsonl', '--concurrency', '1'];
    const workers = [
      one.startCcx([...work, '--backend', backend], { deadlineMs: 200_000 }),
      two.startCcx(work, { deadlineMs: 200_000 }),
    ];
    for (const worker of workers) expectExit(await worker.ended, 0);

    const asked = worlds.map(({ api }) => promptsOf(api));
    expect(asked.flat().toSorted()).toEqual([...ALL].toSorted());
    for (const prompts of asked) expect(prompts.length, 'both of them worked').toBeGreaterThan(0);
    const { items } = JSON.parse((await one.ccx(['queue', 'list', '--all', '--json', '--backend', backend])).stdout);
    const ends = items.map(
      ({ state, result }: { state: string; result: { text: string } }) => `${state}: ${result.text}`,
    );
    expect(ends.toSorted()).toEqual(ALL.map((prompt) => `done: did ${prompt}`).toSorted());
    const shown = await Promise.all(ALL.map((_, at) => two.ccx(['queue', 'show', String(at + 1), '--json'])));
    const attempts = shown.map(({ stdout }) => JSON.parse(stdout).attempts);
    expect(attempts.map(({ length }) => length)).toEqual(ALL.map(() => 1));
    const told = attempts.flat().map(({ worker }: { worker: string }) => worker);
    expect(new Set(told).size).toBe(2);
    for (const world of worlds) await world.allEnd();
  },
);

function promptsOf(api: AnthropicApi): readonly string[] {
  return api.calls().flatMap(({ kind, prompt }) => (kind === 'main' ? [prompt] : []));
}

/** A server of this test's own, which keeps what it is told. */
async function startRedis(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = new Promise<void>((resolve) => void server.once('close', () => resolve()));
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await gone;
    await rm(folder, { recursive: true });
  });
  let said = '';
  server.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await until(() => said.includes('Ready to accept connections'), { what: 'redis-server to accept connections' });
  return `redis://127.0.0.1:${port}/0`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
