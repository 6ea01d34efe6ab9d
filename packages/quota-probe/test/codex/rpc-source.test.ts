import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env, QuotaReading } from '@ccx/contracts';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { describe, expect, test } from 'vitest';
import { codexRpcSource } from '../../src/codex/app-server.ts';
import type { Command } from '../../src/process/find-cli.ts';
import { systemClock } from '../../src/system-clock.ts';
import type { Found } from '../source-conformance.ts';
import { sourceConformance } from '../source-conformance.ts';
import { expectWellFormed } from '../well-formed.ts';
import { ACCOUNT, newHome, program } from './under-test.ts';

const FULL: Scenario = {
  login: 'subscription',
  quota: {
    fiveHour: { percent: 42, resetsIn: '2h' },
    sevenDay: { percent: 17, resetsIn: '4d' },
    sevenDayOpus: { percent: 5 },
  },
};
const SCENARIOS: Readonly<Partial<Record<Found, Scenario>>> = {
  numbers: FULL,
  'no-numbers': { ...FULL, quota: { ...FULL.quota, fails: 500 } },
};
const PROGRAMS: Readonly<Partial<Record<Found, string>>> = {
  garbage: `process.stdout.write('{"id":3,"result":[]}\\n{"id":2,"result":7}\\n\\u0000{{{\\n')`,
  silent: `setInterval(() => {}, 1000)`,
};

sourceConformance({
  id: 'rpc',
  agent: 'codex',
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  create: async (found) => {
    const { home, cwd, env } = await newHome();
    // Codex makes it at its first start, whatever it is asked.
    await writeFile(join(home, '.codex/installation_id'), '00000000-0000-4000-8000-000000000000');
    const script = PROGRAMS[found];
    const command = script === undefined ? fakeAgentCommand('codex') : program(script);
    return {
      source: codexRpcSource({
        folder: cwd,
        clock: systemClock,
        timeoutMs: found === 'silent' ? 3_000 : 20_000,
        ...(found !== 'missing' && { command }),
      }),
      account: ACCOUNT,
      env: {
        ...env,
        ...(SCENARIOS[found] !== undefined && { FAKE_AGENT_SCENARIO: JSON.stringify(SCENARIOS[found]) }),
        ...(found === 'missing' && { PATH: cwd }),
      },
      configDir: join(home, '.codex'),
    };
  },
});

async function ask(command: Command, more: Env = {}): Promise<QuotaReading> {
  const { cwd, env } = await newHome();
  const source = codexRpcSource({ folder: cwd, clock: systemClock, timeoutMs: 20_000, command });
  const reading = await source.read(ACCOUNT, { env: { ...env, ...more }, signal: new AbortController().signal });
  expectWellFormed(reading, 'rpc');
  return reading;
}

/** An app server that answers one request after another with these, whatever was asked. */
async function answers(recorded: readonly string[]): Promise<Command> {
  const { cwd } = await newHome();
  const path = join(cwd, 'said.json');
  await writeFile(path, JSON.stringify(recorded));
  return program(`
    const said = JSON.parse(require('node:fs').readFileSync(${JSON.stringify(path)}, 'utf8'));
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method } = JSON.parse(line);
      const answer = { initialize: said[0], 'account/read': said[1], 'account/rateLimits/read': said[2] }[method];
      if (answer !== undefined) console.log(JSON.stringify({ ...JSON.parse(answer), id }));
    });
  `);
}

/** Greeting, account and limits of a recording. */
function recorded(name: string): readonly string[] {
  const lines = readFileSync(join(import.meta.dirname, '../fixtures/codex', `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const of = (text: string): string => lines.find((line) => line.includes(text)) ?? '{"result":{}}';
  return [
    of('userAgent'),
    of('requiresOpenaiAuth'),
    of('"error"') === '{"result":{}}' ? of('rateLimitsByLimitId') : of('"error"'),
  ];
}

describe('the recorded answers of the app server of Codex 0.169.0', () => {
  test('tell windows, plan, login and version', async () => {
    // The recording is of a day; the numbers of a window that has reset since are unknown, the window is still known.
    expect(await ask(await answers(recorded('app-server/chatgpt-ratelimits')))).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: '0.169.0',
        plan: 'plus',
        login: {
          email: 'dev@example.com',
          accountUuid: 'acct-00000000-0000-4000-8000-000000000001',
          organization: null,
        },
        windows: [{ id: 'session' }, { id: 'weekly' }, { id: 'extra' }, { id: 'session:gpt-5-3-codex-spark' }],
      },
    });
  });

  test.for<[string, string, RegExp]>([
    ['app-server/api-key', 'not-a-subscription', /API key/],
    ['app-server/no-auth', 'not-logged-in', /Nobody is logged in/],
    ['app-server/usage-500', 'usage-endpoint-failed', /500 Internal Server Error\.$/],
    ['held-out/usage-401', 'auth-expired', /401 Unauthorized\.$/],
  ])('%s', async ([name, code, detail]) => {
    expect(await ask(await answers(recorded(name)))).toMatchObject({
      problem: { code, detail: expect.stringMatching(detail) },
    });
  });

  test('are of an API key, where one stands in the environment and nobody is logged in', async () => {
    expect(await ask(await answers(recorded('app-server/no-auth')), { CODEX_API_KEY: 'sk-dummy' })).toMatchObject({
      problem: { code: 'not-a-subscription' },
    });
  });
});

describe('other answers of an app server', () => {
  const greeting = '{"result":{"userAgent":"ccx/0.169.0 (Debian)"}}';
  const failed = (message: string): Promise<Command> =>
    answers([greeting, '{"result":{}}', JSON.stringify({ error: { code: -32_603, message } })]);
  const url = 'GET https://chatgpt.com/backend-api/wham/usage';

  test.for<[string, string]>([
    [
      `failed to fetch codex rate limits: ${url} failed: 429 Too Many Requests; content-type=text/html; body=<b>500</b>`,
      'usage-endpoint-limited',
    ],
    [`failed to fetch codex rate limits: ${url} failed: 403 Forbidden; body=`, 'usage-endpoint-failed'],
    ['failed to fetch codex rate limits: error sending request', 'usage-endpoint-failed'],
    ['Your access token could not be refreshed because your refresh token was already used.', 'auth-expired'],
    ['Invalid request: unknown variant `account/rateLimits/read`, expected one of `initialize`', 'cli-too-old'],
    ['something that nobody has seen yet', 'form-unknown'],
  ])('%s', async ([message, code]) => {
    expect(await ask(await failed(message))).toMatchObject({ problem: { code } });
  });

  test('never hand a whole page of an error on', async () => {
    const page = `failed to fetch codex rate limits: ${url} failed: 502 Bad Gateway; body=${'<p>secret</p>'.repeat(500)}`;
    const reading = await ask(await failed(page));
    expect(reading).toMatchObject({ problem: { code: 'usage-endpoint-failed' } });
    expect(JSON.stringify(reading)).not.toContain('secret');
  });

  test('may be refused from the greeting on', async () => {
    const script = `console.log('{"id":1,"error":{"code":-32600,"message":"Invalid request: unknown variant"}}')`;
    expect(await ask(program(script))).toMatchObject({ problem: { code: 'cli-too-old' } });
  });

  test('are not there in a Codex before its app server', async () => {
    const script = `console.error("error: unrecognized subcommand 'app-server'"); process.exitCode = 2`;
    expect(await ask(program(script))).toMatchObject({ problem: { code: 'cli-too-old' } });
  });
});

describe('the person’s own Codex', () => {
  test('is asked without their keys, and for no turn', async () => {
    const { cwd, env } = await newHome();
    const path = join(cwd, 'asked.json');
    const script = `
      const lines = [];
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        lines.push(JSON.parse(line).method);
        const { id, method } = JSON.parse(line);
        const key = process.env.OPENAI_API_KEY ?? process.env.CODEX_API_KEY ?? null;
        require('node:fs').writeFileSync(${JSON.stringify(path)}, JSON.stringify({ args: process.argv.slice(1), key, lines }));
        if (id !== undefined) console.log(JSON.stringify({ id, result: {} }));
      });`;
    const source = codexRpcSource({ folder: cwd, clock: systemClock, command: program(script) });
    const keys = { OPENAI_API_KEY: 'sk-dummy-1', CODEX_API_KEY: 'sk-dummy-2' };
    await source.read(ACCOUNT, { env: { ...env, ...keys }, signal: new AbortController().signal });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      args: ['app-server'],
      key: null,
      lines: ['initialize', 'initialized', 'account/read', 'account/rateLimits/read'],
    });
  });
});
