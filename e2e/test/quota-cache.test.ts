import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codexUsageBody, refuse, say, unifiedLimits, until, usageBody, type RouteReply } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { openWorld, type World } from '../support/world.ts';

const hoursAhead = (hours: number): string =>
  new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000).toISOString();
const PLAN = { five_hour: { utilization: 42, resets_at: hoursAhead(2) } };
const QUOTA = ['quota', '--agent', 'claude', '--json'] as const;
const REFRESH = [...QUOTA, '--refresh'] as const;

const asked = ({ api }: World): number => api.requests.filter(({ path }) => path.startsWith('/api/oauth/usage')).length;

/** The names of the files beside the cache, without what tells them apart. */
async function filesIn(world: Pick<World, 'home'>): Promise<readonly string[]> {
  const names = await readdir(join(world.home.home, 'ccx/quota'));
  return names.map((name) => name.replace(/-[0-9a-f]{32}/, '')).toSorted();
}

describe('four ccx quota at once, on the real Claude Code', () => {
  test.for([QUOTA, REFRESH])('make one request of the usage endpoint and all know its answer: %s', async (args) => {
    const world = await openWorld({ login: 'subscription', usage: usageBody(PLAN) });
    const all = await Promise.all([1, 2, 3, 4].map(() => world.ccx(args)));
    for (const { stdout } of all) {
      expect(JSON.parse(stdout)).toMatchObject({
        accounts: [{ reading: { ok: true, snapshot: { windows: [{ usedPercent: 42, source: 'control' }] } } }],
      });
    }
    expect(asked(world)).toBe(1);
    await world.allEnd();
    expect(await filesIn(world)).toEqual(['claude.budget.json', 'claude.json']);
  });
});

describe('a usage endpoint that is asked too often', () => {
  test('is left alone, also for a person, who is told until when', async () => {
    const reply: RouteReply = {
      status: 429,
      body: { type: 'error', error: { type: 'rate_limit_error', message: 'No.' } },
    };
    const world = await openWorld({ login: 'subscription', routes: { 'GET /api/oauth/usage': reply } });
    await world.ccx(REFRESH);
    await world.ccx(REFRESH);
    const before = asked(world);
    const { stdout } = await world.ccx(REFRESH);
    expect(JSON.parse(stdout)).toMatchObject({ accounts: [{ reading: { ok: false, problem: { code: 'cooldown' } } }] });
    const { retryAt } = JSON.parse(stdout).accounts[0].reading.problem;
    expect(Date.parse(retryAt) - Date.now()).toBeGreaterThan(4 * 60_000);
    expect(asked(world)).toBe(before);
    await world.allEnd();
  });
});

describe('ccx that is killed while it asks', () => {
  const LATE = 60_000;
  const worlds = {
    claude: () =>
      openWorld({
        login: 'subscription',
        routes: { 'GET /api/oauth/usage': { body: usageBody(PLAN), delayMs: LATE } },
      }),
    codex: () =>
      openCodexWorld({ login: 'chatgpt', routes: { 'GET /wham/usage': { body: codexUsageBody({}), delayMs: LATE } } }),
    gemini: () => openGeminiWorld({ login: 'google' }),
  };
  test.for([
    ['claude', 'control'],
    ['claude', 'print'],
    ['claude', 'pty'],
    ['codex', 'rpc'],
    ['codex', 'pty'],
    ['gemini', 'pty'],
  ] as const)(
    'leaves nothing of the real %s by %s: no process, no held lock, no broken cache',
    async ([agent, source]) => {
      const world = await worlds[agent]();
      const args = ['quota', '--agent', agent, '--source', source, '--refresh', '--json'];
      const program = world.startCcx(args);
      await until(() => world.api.requests.length > 0, { deadlineMs: 30_000, what: 'a request of the agent' });
      program.signal('SIGKILL');
      await program.ended;
      await until(() => world.living().length === 0, { deadlineMs: 5_000, what: 'the end of every process' });

      const before = await filesIn(world);
      expect(before).toContain(`${agent}.budget.json`);
      // Whoever asks next needs to wait for nobody: the agent is gone, and so is the owner of the lock.
      const startedAt = performance.now();
      const next = await world.ccx([...args], { env: { PATH: '/nowhere' } });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(JSON.parse(next.stdout)).toMatchObject({
        accounts: [{ reading: { ok: false, problem: { code: 'cli-missing' } } }],
      });
      expect((await filesIn(world)).filter((name) => /\.(?:lock|tmp)$/.test(name))).toEqual([]);
      const cache = join(world.home.home, 'ccx/quota');
      for (const name of await readdir(cache)) {
        if (name.endsWith('.json'))
          expect(JSON.parse(await readFile(join(cache, name), 'utf8'))).toHaveProperty('schemaVersion', 1);
      }
    },
  );
});

describe('a cache that was broken', () => {
  test('is put aside, and the account is asked anew', async () => {
    const world = await openWorld({ login: 'subscription', usage: usageBody(PLAN) });
    await world.ccx(QUOTA);
    const folder = join(world.home.home, 'ccx/quota');
    const name = (await readdir(folder)).find((one) => !one.includes('budget')) ?? '';
    await writeFile(join(folder, name), '{"schemaVersion":99}');
    const { stdout } = await world.ccx(REFRESH);
    expect(JSON.parse(stdout)).toMatchObject({
      accounts: [{ reading: { ok: true, snapshot: { windows: [{ usedPercent: 42, source: 'control' }] } } }],
    });
    expect(await filesIn(world)).toEqual(['claude.aside.json', 'claude.budget.json', 'claude.json']);
  });
});

describe('a run of the real Claude Code', () => {
  test.for([
    [0.42, 'allowed', { usedPercent: 42, state: 'ok' }, 0],
    [1, 'rejected', { usedPercent: 100, state: 'exhausted' }, 75],
  ] as const)(
    'tells how much is left, %s of the session, and nobody is asked for it',
    async ([used, status, wanted, code]) => {
      const resetsAt = new Date(hoursAhead(2));
      const headers = unifiedLimits({ fiveHour: { status, utilization: used, resetsAt } });
      const answer =
        status === 'rejected' ? refuse(429, 'rate_limit_error', 'No.', headers) : say('Hello.', { headers });
      const world = await openWorld({ login: 'subscription', respond: answer });
      await world.ccx(['run', 'hello']);
      const { stdout, code: end } = await world.ccx(QUOTA, { env: { PATH: '/nowhere' } });
      expect(JSON.parse(stdout)).toMatchObject({
        accounts: [
          {
            reading: {
              ok: true,
              snapshot: { windows: [{ id: 'session', source: 'run', resetsAt: resetsAt.toISOString(), ...wanted }] },
            },
          },
        ],
      });
      expect(end).toBe(code);
      expect(asked(world)).toBe(0);
      await world.allEnd();
    },
  );
});
