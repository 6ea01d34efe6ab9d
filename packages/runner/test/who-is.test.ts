import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Account, type AgentKind } from '@ccx/contracts';
import { fakeAgentCommand, type Scenario } from '@ccx/fake-agents';
import { createTempHome, until, type TempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claudeLogin } from '../src/claude/login.ts';
import { createUsabilityCheck, whoIs, type WhoIsOptions } from '../src/index.ts';
import { allGone, scripted } from './support/scripted-agent.ts';

function of(agent: AgentKind): Account {
  return { agent, configDir: null, id: accountId(agent, null) };
}

async function tempHome(): Promise<TempHome> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  return home;
}

async function faked(agent: AgentKind, scenario: Partial<Scenario>): Promise<WhoIsOptions & { home: string }> {
  const { home, env } = await tempHome();
  const FAKE_AGENT_SCENARIO = JSON.stringify({ login: 'subscription', ...scenario });
  return { env: { ...env, FAKE_AGENT_SCENARIO }, home, binaries: { [agent]: fakeAgentCommand(agent) } };
}

const ADA = { email: 'ada@example.com', organization: 'Analytical Engines', plan: 'pro' } as const;

describe('whose login an account has', () => {
  test('is told by Claude Code with its status, in every check', async () => {
    const { home, ...options } = await faked('claude', { account: { ...ADA, organizationId: 'o-1' } });
    const login = {
      accountUuid: null,
      email: ADA.email,
      organization: ADA.organization,
      organizationId: 'o-1',
      plan: 'pro_20x',
      configDir: join(home, '.claude'),
    };
    expect((await createUsabilityCheck({ home, ...options }).check(of('claude'))).login).toEqual(login);
    const asked = await whoIs(of('claude'), { home, ...options });
    expect(asked).toMatchObject({ login, usability: { auth: 'ok', login } });
  });

  test('is told by Codex only where it is asked for, by its app-server', async () => {
    const account = { ...ADA, accountUuid: 'acct-1' };
    const { home, ...options } = await faked('codex', { account });
    const checked = await createUsabilityCheck({ home, ...options }).check(of('codex'));
    expect(checked).toMatchObject({ auth: 'ok', detail: 'Logged in using ChatGPT.' });
    expect(checked).not.toHaveProperty('login');
    expect(await readdir(home)).toEqual([]);
    expect((await whoIs(of('codex'), { home, ...options })).login).toEqual({
      accountUuid: 'acct-1',
      email: ADA.email,
      organization: null,
      plan: 'pro',
      configDir: join(home, '.codex'),
    });
  });

  test.for(['api-key', 'none'] as const)(
    'is nobody for Codex with the login %s, whose app-server is not started',
    async (login) => {
      const { home, ...options } = await faked('codex', { login });
      const asked = await whoIs(of('codex'), { home, ...options });
      expect(asked.login).toBeNull();
      expect(asked.usability).not.toHaveProperty('login');
      expect(await readdir(home)).toEqual([]);
    },
  );

  test('is not known where the app-server of Codex fails, or never answers, and nothing of it stays', async () => {
    const { home, env } = await tempHome();
    const codex = (script: string, timeoutMs = 10_000): WhoIsOptions => ({
      env,
      home,
      timeoutMs,
      binaries: {
        codex: scripted(`
          if (process.argv.at(-1) === '--version') console.log('0.169.0');
          else if (process.argv.at(-1) === 'status') console.error('Logged in using ChatGPT');
          else { ${script} }
        `),
      },
    });
    const refusing = codex(
      `print('{"id":1,"result":{}}\\n{"id":2,"error":{"code":-32603,"message":"no"}}\\n'); input();`,
    );
    expect(await whoIs(of('codex'), refusing)).toMatchObject({ login: null, usability: { auth: 'ok' } });
    expect((await whoIs(of('codex'), codex(`process.exit(2)`))).login).toBeNull();
    const silent = codex(
      `fs.writeFileSync(process.env.HOME + '/pid', String(process.pid)); stubborn(); forever();`,
      3_000,
    );
    expect((await whoIs(of('codex'), silent)).login).toBeNull();
    const pid = Number(await readFile(join(home, 'pid'), 'utf8'));
    await until(() => allGone([pid]));
  });

  test.for([
    ['its list of accounts', '{ "active": "ada@example.com", "old": ["bob@example.com"] }', ADA.email],
    ['an empty list', '{ "active": null, "old": ["bob@example.com"] }', null],
    ['a broken list', '{ "active": ', null],
    ['no list', null, null],
  ] as const)('is told by the files of Gemini CLI with %s', async ([, text, email]) => {
    const { home, env } = await tempHome();
    const dir = join(home, '.gemini');
    await mkdir(dir);
    const settings = { security: { auth: { selectedType: 'oauth-personal' } } };
    await writeFile(join(dir, 'settings.json'), JSON.stringify(settings));
    // Not even readable: only that it is there counts.
    await writeFile(join(dir, 'oauth_creds.json'), 'not to be read', { mode: 0o000 });
    if (text !== null) await writeFile(join(dir, 'google_accounts.json'), text);
    const { usability, login } = await whoIs(of('gemini'), { env, home, binaries: { gemini: process.execPath } });
    expect(usability.auth).toBe('ok');
    expect(login?.email ?? null).toBe(email);
    expect(usability.detail).toBe(email === null ? 'Logged in with Google.' : `Logged in with Google as ${email}.`);
  });

  test('is nobody where the agent is not installed', async () => {
    const { home, env } = await tempHome();
    const asked = await whoIs(of('codex'), { env: { ...env, PATH: home }, home });
    expect(asked).toMatchObject({ login: null, usability: { installed: false } });
  });
});

test.for([
  [{ loggedIn: true, authMethod: 'api_key', configDirectory: '/c', apiKeySource: 'ANTHROPIC_API_KEY' }, null],
  [{ loggedIn: true, authMethod: 'oauth_token', configDirectory: '/c' }, null],
  // As observed of 2.1.329 where the vendor told no name of the organization.
  [
    { loggedIn: true, authMethod: 'claude.ai', configDirectory: '/c', email: 'a@example.com', orgName: null },
    { accountUuid: null, email: 'a@example.com', organization: null, plan: null, configDir: '/c' },
  ],
  [
    {
      loggedIn: true,
      authMethod: 'claude.ai',
      email: 'a@example.com',
      orgId: 'o',
      orgName: 'A',
      subscriptionType: 'max',
    },
    {
      accountUuid: null,
      email: 'a@example.com',
      organization: 'A',
      organizationId: 'o',
      plan: 'max',
      configDir: null,
    },
  ],
  [{ loggedIn: false, authMethod: 'none', configDirectory: '/c' }, null],
] as const)('the status %j of Claude Code names %j', ([answer, login]) => {
  const status = claudeLogin.read({ stdout: JSON.stringify(answer), stderr: '', exitCode: 0 });
  expect(status?.login ?? null).toEqual(login);
});
