import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Account, type AgentKind, type AuthState, type Usability } from '@ccx/contracts';
import { createFakeClock, createTempHome, until, type TempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claudeLogin } from '../src/claude/login.ts';
import { claudeTranscript, projectSlug } from '../src/claude/transcript.ts';
import { createUsabilityCheck, resolveAgent } from '../src/index.ts';
import { installedVersion } from '../src/installed-version.ts';
import { allGone } from './support/scripted-agent.ts';

const ACCOUNT: Account = { agent: 'claude', configDir: null, id: accountId('claude', null) };

async function tempHome(env: Readonly<Record<string, string>> = {}): Promise<TempHome> {
  const home = await createTempHome({ env });
  onTestFinished(() => home.remove());
  return home;
}

/** A program called `claude` on the PATH, in the package of the real one or in none. */
async function install(home: TempHome, script: string, version: string | null): Promise<string> {
  const folder = join(home.home, 'node_modules', '@anthropic-ai', 'claude-code');
  const bin = join(home.home, 'bin');
  for (const each of [join(folder, 'bin'), bin]) await mkdir(each, { recursive: true });
  const file = join(folder, 'bin', 'claude.exe');
  await writeFile(
    file,
    `#!${process.execPath}\nconst fs = require('node:fs');\nfs.appendFileSync(process.env.HOME + '/calls', process.argv.slice(2).join(' ') + '\\n');\n${script}`,
    { mode: 0o755 },
  );
  if (version !== null)
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: '@anthropic-ai/claude-code', version }));
  await symlink(file, join(bin, 'claude'));
  return join(bin, 'claude');
}

/** For what answers: room for a busy machine. */
const PATIENCE_MS = 30_000;

const LOGGED_IN = `if (process.argv[2] === '--version') console.log('2.0.1 (Claude Code)'); else console.log(JSON.stringify({ loggedIn: true, authMethod: 'claude.ai', email: 'ada@example.com', subscriptionType: 'max' }));`;
const LOGGED_OUT = `console.log(JSON.stringify({ loggedIn: false, authMethod: 'none' })); process.exitCode = 1;`;

async function checkWith(
  script: string,
  version: string | null = '2.1.329',
  more: Readonly<Record<string, string>> = {},
): Promise<Usability & { calls: string }> {
  const home = await tempHome(more);
  await install(home, script, version);
  const env = { ...home.env, PATH: `${join(home.home, 'bin')}:${home.env['PATH']}` };
  const found = await createUsabilityCheck({ env, home: home.home, timeoutMs: PATIENCE_MS }).check(ACCOUNT);
  return { ...found, calls: await readFile(join(home.home, 'calls'), 'utf8').catch(() => '') };
}

describe('whether an account can be used', () => {
  test('is told without starting the agent where it is not installed', async () => {
    const home = await tempHome();
    const check = createUsabilityCheck({ env: { ...home.env, PATH: home.home }, home: home.home });
    expect(await check.check(ACCOUNT)).toMatchObject({
      installed: false,
      binary: null,
      version: null,
      auth: 'unknown',
      detail: expect.stringContaining('npm install'),
    });
  });

  test('is told by the agent, its version by the package beside it', async () => {
    const found = await checkWith(LOGGED_IN);
    expect(found).toMatchObject({ installed: true, version: '2.1.329', auth: 'ok', calls: 'auth status --json\n' });
    expect(found.detail).toBe('Logged in as ada@example.com, plan max.');
    expect(found.binary).toMatch(/\/bin\/claude$/);
  });

  test('takes the version from the agent where no package tells it', async () => {
    const found = await checkWith(LOGGED_IN, null);
    expect(found.version).toBe('2.0.1');
    expect(
      found.calls
        .split('\n')
        .filter((line) => line !== '')
        .sort((a, b) => a.localeCompare(b)),
    ).toEqual(['--version', 'auth status --json']);
  });

  test('goes by the answer, not by the exit code', async () => {
    expect(await checkWith(LOGGED_OUT)).toMatchObject({ installed: true, auth: 'login-needed' });
  });

  test('counts a key in the environment only where the account has no login', async () => {
    const key = { ANTHROPIC_API_KEY: 'sk-ant-dummy-0123456789' };
    expect(await checkWith(LOGGED_OUT, '2.1.329', key)).toMatchObject({ auth: 'api-key' });
    expect(await checkWith(LOGGED_IN, '2.1.329', key)).toMatchObject({ auth: 'ok' });
  });

  test.each(['console.log("something else");', 'process.exitCode = 2;', 'console.log("{}")'])(
    'is unknown where the agent does %s',
    async (script) => {
      expect(await checkWith(script)).toMatchObject({ installed: true, auth: 'unknown' });
    },
  );

  test('is unknown where the agent does not answer in time, and nothing of it stays', async () => {
    const home = await tempHome();
    const file = join(home.home, 'silent');
    // A shell is up long before the time is over.
    await writeFile(file, `#!/bin/sh\necho $$ > "$HOME/pid"\ntrap '' TERM\nsleep 1000\n`, { mode: 0o755 });
    const check = createUsabilityCheck({
      env: home.env,
      home: home.home,
      binaries: { claude: file },
      timeoutMs: 1_500,
    });
    expect(await check.check(ACCOUNT)).toMatchObject({
      installed: true,
      auth: 'unknown',
      detail: expect.stringContaining('1500 ms'),
    });
    const pid = Number(await readFile(join(home.home, 'pid'), 'utf8'));
    await until(() => allGone([pid]));
  });

  test('is unknown for an agent without a way to ask', async () => {
    const home = await tempHome();
    const codex: Account = { agent: 'codex', configDir: null, id: accountId('codex', null) };
    const check = createUsabilityCheck({ env: home.env, home: home.home, binaries: { codex: process.execPath } });
    expect(await check.check(codex)).toMatchObject({ installed: true, auth: 'unknown' });
  });

  test('is asked once by callers who ask at the same time, and again when the answer is old', async () => {
    const home = await tempHome();
    const file = await install(home, LOGGED_IN, '2.1.329');
    const clock = createFakeClock();
    const check = createUsabilityCheck({
      env: home.env,
      home: home.home,
      binaries: { claude: file },
      clock,
      timeoutMs: PATIENCE_MS,
    });
    const calls = async (): Promise<number> =>
      (await readFile(join(home.home, 'calls'), 'utf8')).trim().split('\n').length;
    const answers = await Promise.all([check.check(ACCOUNT), check.check(ACCOUNT), check.check(ACCOUNT)]);
    expect(new Set(answers).size).toBe(1);
    await clock.advance(59_999);
    await check.check(ACCOUNT);
    expect(await calls()).toBe(1);
    await check.check(ACCOUNT, { maxAgeMs: 0 });
    expect(await calls()).toBe(2);
    await clock.advance(60_000);
    await check.check(ACCOUNT);
    expect(await calls()).toBe(3);
    await check.check({ ...ACCOUNT, configDir: home.home, id: accountId('claude', home.home) });
    expect(await calls()).toBe(4);
  });

  test('is not waited for by a caller who went away', async () => {
    const home = await tempHome();
    const file = await install(home, `setInterval(() => {}, 1000);`, '2.1.329');
    const check = createUsabilityCheck({ env: home.env, home: home.home, binaries: { claude: file }, timeoutMs: 300 });
    const controller = new AbortController();
    const answer = check.check(ACCOUNT, { signal: controller.signal });
    controller.abort(new Error('never mind'));
    await expect(answer).rejects.toThrow('never mind');
    expect((await check.check(ACCOUNT)).auth).toBe('unknown');
  });
});

test.each<[object, AuthState, 'subscription' | 'api' | null]>([
  [{ loggedIn: false, authMethod: 'none' }, 'login-needed', null],
  [{ loggedIn: true, authMethod: 'claude.ai' }, 'ok', 'subscription'],
  [{ loggedIn: true, authMethod: 'oauth_token' }, 'ok', 'subscription'],
  [{ loggedIn: true, authMethod: 'api_key', apiKeySource: 'ANTHROPIC_API_KEY' }, 'api-key', 'api'],
  [{ loggedIn: true, authMethod: 'third_party' }, 'ok', null],
])('the status %j of Claude Code means %s, paid by %s', (answer, auth, billing) => {
  const stdout = `some warning before it\n${JSON.stringify(answer, null, 2)}\n`;
  expect(claudeLogin.read({ stdout, stderr: '', exitCode: 0 })).toMatchObject({ auth, billing });
});

describe('the agent to use', () => {
  const found = (states: Partial<Record<AgentKind, AuthState>>): Parameters<typeof resolveAgent>[1] => ({
    usability: {
      check: async ({ agent }) => {
        const auth = states[agent];
        return {
          installed: auth !== undefined,
          binary: null,
          version: null,
          auth: auth ?? 'unknown',
          detail: '',
          checkedAt: '',
        };
      },
    },
  });

  test.each<[string | null, Partial<Record<AgentKind, AuthState>>, string]>([
    ['gemini', { claude: 'ok' }, 'gemini'],
    ['none', { claude: 'ok' }, 'none'],
    [null, { claude: 'ok', codex: 'ok' }, 'claude'],
    [null, { claude: 'login-needed', codex: 'ok' }, 'codex'],
    [null, { claude: 'unknown', gemini: 'api-key' }, 'gemini'],
    ['', { codex: 'ok' }, 'codex'],
    [null, { claude: 'expired' }, 'none'],
    [null, {}, 'none'],
  ])('configured %j with %j is %s', async (configured, states, expected) => {
    expect(await resolveAgent(configured, found(states))).toBe(expected);
  });
});

describe('a version', () => {
  test('comes from the package of the agent or of its platform, and from no other', async () => {
    const home = await tempHome();
    const folder = join(home.home, 'node_modules', '@anthropic-ai', 'claude-code-linux-x64');
    await mkdir(folder, { recursive: true });
    await writeFile(join(home.home, 'package.json'), JSON.stringify({ name: 'my-project', version: '9.9.9' }));
    await writeFile(join(folder, 'claude'), '');
    expect(await installedVersion(join(folder, 'claude'), '@anthropic-ai/claude-code')).toBeNull();
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: '@anthropic-ai/claude-code-linux-x64', version: '2.1.329' }),
    );
    expect(await installedVersion(join(folder, 'claude'), '@anthropic-ai/claude-code')).toBe('2.1.329');
  });
});

describe('the transcript of a session', () => {
  test('lies in the folder of the working directory, or wherever the id is found', async () => {
    const { home } = await tempHome();
    const question = { configDir: home, cwd: '/home/ada/my.shop_2', sessionId: 's-1' };
    expect(projectSlug(question.cwd)).toBe('-home-ada-my-shop-2');
    expect(await claudeTranscript(question)).toBeNull();
    const elsewhere = join(home, 'projects', '-somewhere-else');
    await mkdir(elsewhere, { recursive: true });
    await writeFile(join(elsewhere, 's-1.jsonl'), '');
    expect(await claudeTranscript(question)).toBe(join(elsewhere, 's-1.jsonl'));
    const expected = join(home, 'projects', '-home-ada-my-shop-2');
    await mkdir(expected);
    await writeFile(join(expected, 's-1.jsonl'), '');
    expect(await claudeTranscript(question)).toBe(join(expected, 's-1.jsonl'));
  });
});
