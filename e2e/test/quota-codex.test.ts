import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CodexWindow, RouteReply } from '@ccx/testkit';
import { codexHome, codexLimits, codexUsageBody, refuseUsageLimit, say } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { type CodexWorld, openCodexWorld } from '../support/codex-world.ts';
import { expectExit } from '../support/world.ts';

const EXEC: readonly string[] = ['exec', '--json', '--skip-git-repo-check', 'say hello'];

/** A reset that survives the vendor's whole seconds. */
const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000);
const session = (usedPercent: number): CodexWindow => ({ usedPercent, windowMinutes: 300, resetsAt: inHours(2) });
const week = (usedPercent: number): CodexWindow => ({ usedPercent, windowMinutes: 10_080, resetsAt: inHours(72) });
const usageRoute = (reply: RouteReply): { routes: Record<string, RouteReply> } => ({
  routes: { 'GET /wham/usage': reply },
});

/** Asks one source of the default account, or all of them, and gives what it answered. */
async function quota(world: CodexWorld, exit: number, source?: string): Promise<unknown> {
  const only = source === undefined ? [] : ['--source', source];
  const finished = await world.ccx(['quota', '--agent', 'codex', '--json', ...only]);
  expectExit(finished, exit);
  const { accounts }: { readonly accounts: readonly { readonly reading: unknown }[] } = JSON.parse(finished.stdout);
  expect(accounts).toHaveLength(1);
  return accounts[0]?.reading;
}

const asksOfUsage = ({ api }: CodexWorld): number =>
  api.requests.filter(({ path }) => path.endsWith('/wham/usage')).length;

describe('ccx quota on the real Codex, by its app server', () => {
  test.for([0, 42])('tells the windows of a plan of which %i percent is used, and asks no model', async (percent) => {
    const [primary, secondary] = [session(percent), week(17)];
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary, secondary }) });
    expect(await quota(world, 0, 'rpc')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: '0.169.0',
        plan: 'plus',
        login: { email: expect.stringContaining('@'), accountUuid: expect.stringMatching(/./) },
        windows: [
          {
            id: 'session',
            usedPercent: percent,
            bound: 'exact',
            resetsAt: primary.resetsAt.toISOString(),
            source: 'rpc',
            state: 'ok',
          },
          { id: 'weekly', usedPercent: 17, resetsAt: secondary.resetsAt.toISOString(), windowMinutes: 10_080 },
        ],
      },
    });
    expect(world.api.calls()).toEqual([]);
    expect(asksOfUsage(world)).toBe(1);
    await world.allEnd();
  });

  test('ends with 75 where the plan is used up', async () => {
    const world = await openCodexWorld({
      login: 'chatgpt',
      usage: codexUsageBody({ primary: session(100), secondary: week(61) }),
    });
    expect(await quota(world, 75, 'rpc')).toMatchObject({
      snapshot: {
        windows: [
          { id: 'session', usedPercent: 100, state: 'exhausted' },
          { id: 'weekly', usedPercent: 61 },
        ],
      },
    });
  });

  test('tells a window that is alone, and nothing of the one that is missing', async () => {
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary: week(33) }) });
    const reading = await quota(world, 0, 'rpc');
    expect(reading).toMatchObject({ snapshot: { windows: [{ id: 'weekly', usedPercent: 33 }] } });
    expect(JSON.stringify(reading)).not.toContain('"session"');
  });

  test('has no number where the vendor tells of no window', async () => {
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({}) });
    expect(await quota(world, 1, 'rpc')).toMatchObject({ ok: false, problem: { code: 'no-limit-rows' } });
  });

  test.for<[string, RouteReply, string]>([
    ['fails', { status: 500, body: { detail: 'Internal Server Error' } }, 'usage-endpoint-failed'],
    ['was asked too often', { status: 429, body: { detail: 'Too Many Requests' } }, 'usage-endpoint-limited'],
  ])('has no number where the endpoint %s', async ([, reply, code]) => {
    const world = await openCodexWorld({ login: 'chatgpt', ...usageRoute(reply) });
    expect(await quota(world, 1, 'rpc')).toMatchObject({
      ok: false,
      problem: { code, detail: expect.stringContaining(String(reply.status)) },
    });
    await world.allEnd();
  });

  test('says of a login that was revoked that it has expired', async () => {
    const world = await openCodexWorld({
      login: 'chatgpt',
      routes: {
        'GET /wham/usage': { status: 401, body: { detail: 'Could not parse your authentication token.' } },
        'POST /oauth/token': {
          status: 401,
          body: { error: { code: 'refresh_token_reused', message: 'Already used.' } },
        },
      },
    });
    const before = authFile(world);
    expect(await quota(world, 4, 'rpc')).toMatchObject({ ok: false, problem: { code: 'auth-expired' } });
    expect(authFile(world)).toEqual(before);
  });

  test('leaves it to Codex to renew a login that is about to end', async () => {
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary: session(42) }) });
    await codexHome(world.home, world.api, { login: 'chatgpt', expiresAt: new Date(Date.now() - 60_000) });
    const before = authFile(world);
    expect(await quota(world, 0, 'rpc')).toMatchObject({ snapshot: { windows: [{ id: 'session', usedPercent: 42 }] } });
    const renewals = world.api.requests.filter(({ path }) => path.startsWith('/oauth/token'));
    expect(renewals.map(({ headers }) => headers['user-agent'])).toEqual([expect.stringContaining('0.169.0')]);
    expect(authFile(world).content).not.toBe(before.content);
  });

  test('says of an API key that it has no windows, and of nobody that nobody is logged in', async () => {
    const key = await openCodexWorld({ login: 'api-key' });
    expect(await quota(key, 0, 'rpc')).toMatchObject({ ok: false, problem: { code: 'not-a-subscription' } });
    expect(asksOfUsage(key)).toBe(0);
    const nobody = await openCodexWorld({ login: 'none' });
    expect(await quota(nobody, 4, 'rpc')).toMatchObject({ ok: false, problem: { code: 'not-logged-in' } });
  });

  test('starts nothing of the person’s own, and leaves no thread and no server behind', async () => {
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary: session(42) }) });
    const [folder, started] = [join(world.home.home, '.codex'), join(world.home.cwd, 'started')];
    const server = `\n[mcp_servers.mine]\ncommand = "touch"\nargs = [${JSON.stringify(started)}]\n`;
    appendFileSync(join(folder, 'config.toml'), server);
    expect(await quota(world, 0, 'rpc')).toMatchObject({ ok: true });
    await world.allEnd();
    expect(existsSync(started)).toBe(false);
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(left.filter((path) => /^sessions\/|daemon|\.sock$|history\.jsonl$/.test(path))).toEqual([]);
    // A turn starts it: the configuration is one that counts.
    await world.codex(EXEC);
    expect(existsSync(started)).toBe(true);
  });

  test('asks for the plan, although a key in the environment would hide it', async () => {
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary: session(42) }) });
    const finished = await world.ccx(['quota', '--agent', 'codex', '--json', '--source', 'rpc'], {
      env: { OPENAI_API_KEY: 'sk-dummy', CODEX_API_KEY: 'sk-dummy' },
    });
    expectExit(finished, 0);
    expect(finished.stdout).toContain('"usedPercent":42');
  });
});

describe('ccx quota on what the real Codex wrote down', () => {
  /** Lets Codex answer once, with these limits beside its answer. */
  async function afterAnAnswer(limits: Parameters<typeof codexLimits>[0], more: object = {}): Promise<CodexWorld> {
    const world = await openCodexWorld({
      login: 'chatgpt',
      respond: say('Hello.', { headers: codexLimits(limits) }),
      ...more,
    });
    expectExit(await world.codex(EXEC), 0);
    return world;
  }

  test.for([0, 37.5])(
    'tells the windows of the last answer, of which %f percent was used, and starts nothing',
    async (percent) => {
      const [primary, secondary] = [session(percent), week(61)];
      const world = await afterAnAnswer({
        primary,
        secondary,
        credits: { has: true, unlimited: false, balance: '12.50' },
      });
      const asked = world.api.requests.length;
      const began = Date.now();
      expect(await quota(world, 0, 'log')).toMatchObject({
        ok: true,
        snapshot: {
          windows: [
            {
              id: 'session',
              usedPercent: percent,
              bound: 'exact',
              resetsAt: primary.resetsAt.toISOString(),
              source: 'log',
            },
            { id: 'weekly', usedPercent: 61, resetsAt: secondary.resetsAt.toISOString() },
            { id: 'extra', amount: { used: 0, limit: 12.5, unit: 'credits' } },
          ],
        },
      });
      expect(world.api.requests).toHaveLength(asked);
      expect(Date.parse(await capturedAt(world))).toBeLessThanOrEqual(began);
    },
  );

  test('is enough where it is young: nobody asks the endpoint, which fails', async () => {
    const world = await afterAnAnswer({ primary: session(42) }, usageRoute({ status: 500, body: {} }));
    const asked = asksOfUsage(world);
    expect(await quota(world, 0)).toMatchObject({
      snapshot: { windows: [{ id: 'session', usedPercent: 42, source: 'log' }] },
    });
    expect(asksOfUsage(world)).toBe(asked);
  });

  test('ends with 75 after an answer that was refused because the plan is used up', async () => {
    const headers = codexLimits({ primary: session(100), secondary: week(61) });
    const world = await openCodexWorld({ login: 'chatgpt', respond: refuseUsageLimit(inHours(2), { headers }) });
    expectExit(await world.codex(EXEC), 1);
    expect(await quota(world, 75, 'log')).toMatchObject({
      snapshot: { windows: [{ id: 'session', usedPercent: 100, state: 'exhausted' }, { id: 'weekly' }] },
    });
  });

  test('is nothing where no answer told limits, as of an API key, or where there was none', async () => {
    const key = await openCodexWorld({ login: 'api-key', respond: say('Hello.') });
    expect(await quota(key, 1, 'log')).toMatchObject({ problem: { code: 'nothing-recorded' } });
    expectExit(await key.codex(EXEC), 0);
    expect(await quota(key, 1, 'log')).toMatchObject({ problem: { code: 'nothing-recorded' } });
  });
});

describe('ccx quota on the real Codex, by whatever is cheapest', () => {
  test('asks the app server where nothing is written down', async () => {
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary: session(42) }) });
    expect(await quota(world, 0)).toMatchObject({ snapshot: { windows: [{ usedPercent: 42, source: 'rpc' }] } });
    await world.allEnd();
  });

  test('ends with the app server’s word that an API key has no windows', async () => {
    const world = await openCodexWorld({ login: 'api-key' });
    expect(await quota(world, 0)).toMatchObject({ problem: { code: 'not-a-subscription' } });
    await world.allEnd();
  });
});

function authFile(world: CodexWorld): { readonly content: string; readonly mode: number } {
  const path = join(world.home.home, '.codex/auth.json');
  return { content: readFileSync(path, 'utf8'), mode: statSync(path).mode };
}

async function capturedAt(world: CodexWorld): Promise<string> {
  const reading = JSON.stringify(await quota(world, 0, 'log'));
  return /"capturedAt":"([^"]+)"/.exec(reading)?.[1] ?? '';
}
