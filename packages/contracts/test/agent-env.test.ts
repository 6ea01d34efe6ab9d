import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Account, accountId } from '../src/account.ts';
import { agentEnv } from '../src/agent-env.ts';
import { AGENT_KINDS, AGENTS, type AgentKind } from '../src/agent.ts';

function account(agent: AgentKind, configDir: string | null): Account {
  return { agent, configDir, id: accountId(agent, configDir) };
}

describe('the config variable', () => {
  test.each([
    ['claude', '/home/ada/.claude-work', 'CLAUDE_CONFIG_DIR', '/home/ada/.claude-work'],
    ['codex', '/home/ada/.codex-work', 'CODEX_HOME', '/home/ada/.codex-work'],
    ['gemini', '/home/ada/work/.gemini', 'GEMINI_CLI_HOME', '/home/ada/work'],
    ['gemini', '/.gemini', 'GEMINI_CLI_HOME', '/'],
    ['gemini', 'C:\\ada\\.gemini', 'GEMINI_CLI_HOME', 'C:\\ada'],
    ['gemini', '/home/ada/my.gemini', 'GEMINI_CLI_HOME', '/home/ada/my.gemini'],
    ['gemini', '/home/ada/other', 'GEMINI_CLI_HOME', '/home/ada/other'],
  ] as const)('%s with %s sets %s to %s', (agent, configDir, name, value) => {
    expect(agentEnv(account(agent, configDir), undefined, { [name]: '/elsewhere' }).env).toEqual({ [name]: value });
  });

  test.each(AGENT_KINDS)('of %s is unset for the default place, even where the shell had set it', (agent) => {
    const { env, removed } = agentEnv(account(agent, null), undefined, {
      [AGENTS[agent].configVariable]: '/elsewhere',
    });
    expect(env).toEqual({});
    expect(removed).toEqual([]);
  });

  test('of another vendor is left alone: the agent may call that one', () => {
    const base = { CODEX_HOME: '/home/ada/.codex-work' };
    expect(agentEnv(account('claude', null), undefined, base).env).toEqual(base);
  });
});

describe('API keys', () => {
  const base = {
    OPENAI_API_KEY: 'o',
    CODEX_API_KEY: 'c',
    ANTHROPIC_AUTH_TOKEN: 't',
    ANTHROPIC_API_KEY: 'a',
    GEMINI_API_KEY: 'g',
  };

  test.each([
    ['claude', ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']],
    ['codex', ['CODEX_API_KEY', 'OPENAI_API_KEY']],
    ['gemini', ['GEMINI_API_KEY']],
  ] as const)('of %s are removed for a subscription, other vendors keep theirs', (agent, gone) => {
    const { env, removed } = agentEnv(account(agent, null), 'subscription', base);
    expect(removed).toEqual(gone);
    expect(env).toEqual(Object.fromEntries(Object.entries(base).filter(([name]) => !gone.some((key) => key === name))));
  });

  test.each(['api', undefined] as const)('are kept for billing %s', (billing) => {
    expect(agentEnv(account('claude', null), billing, base)).toEqual({ env: base, removed: [] });
  });

  test('an empty one is removed without a word: it would not have been used', () => {
    expect(agentEnv(account('claude', null), 'subscription', { ANTHROPIC_API_KEY: '' })).toEqual({
      env: {},
      removed: [],
    });
  });

  test('no value ever leaves in the list of what was removed', () => {
    const secret = fc.string({ minLength: 3 }).map((text) => `sk-${text}`);
    fc.assert(
      fc.property(fc.constantFrom(...AGENT_KINDS), secret, (agent, value) => {
        const names = AGENTS[agent].apiKeyVariables;
        const { env, removed } = agentEnv(
          account(agent, null),
          'subscription',
          Object.fromEntries(names.map((name) => [name, value])),
        );
        expect(env).toEqual({});
        expect(removed).toEqual(names);
      }),
    );
  });
});

describe('what a run inherits', () => {
  test.each(AGENT_KINDS)('%s sees no trace of a session in which ccx was called, of any vendor', (agent) => {
    const traces = AGENT_KINDS.flatMap((kind) => AGENTS[kind].nestingVariables);
    const base = Object.fromEntries([...traces, 'PATH'].map((name) => [name, '1']));
    expect(agentEnv(account(agent, null), undefined, base).env).toEqual({ PATH: '1' });
  });

  test('git finds its repository by the working folder, as if ccx were not called from a hook', () => {
    const bound = {
      GIT_DIR: '.git',
      GIT_WORK_TREE: '/elsewhere',
      GIT_INDEX_FILE: '.git/index',
      GIT_OBJECT_DIRECTORY: '/o',
      GIT_ALTERNATE_OBJECT_DIRECTORIES: '/a',
      GIT_COMMON_DIR: '/c',
      GIT_NAMESPACE: 'n',
      GIT_PREFIX: 'p/',
      GIT_QUARANTINE_PATH: '/q',
    };
    const kept = {
      GIT_CEILING_DIRECTORIES: '/home',
      GIT_CONFIG_COUNT: '1',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_SSH_COMMAND: 'ssh -i key',
    };
    expect(agentEnv(account('codex', null), undefined, { ...bound, ...kept }).env).toEqual(kept);
  });

  test('proxies, certificates and everything else stay', () => {
    const base = {
      HTTPS_PROXY: 'http://127.0.0.1:1',
      no_proxy: 'localhost',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      SSL_CERT_FILE: '/ca.pem',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:2',
      CLAUDE_CODE_OAUTH_TOKEN: 'token',
      TERM: 'xterm',
    };
    expect(agentEnv(account('claude', null), 'subscription', base)).toEqual({ env: base, removed: [] });
  });

  test('unset entries do not become the text "undefined", and the base is left as it was', () => {
    const base = Object.freeze({ PATH: '/bin', LANG: undefined });
    const { env } = agentEnv(account('claude', '/c'), undefined, base);
    expect(Object.entries(env)).toEqual([
      ['PATH', '/bin'],
      ['CLAUDE_CONFIG_DIR', '/c'],
    ]);
  });
});

test('what an agent starts does not stand on another account than it does itself', () => {
  const base = { CCX_ACTIVE_PROFILE: 'private', CCX_PROFILE: 'work' };
  expect(agentEnv(account('claude', '/home/ada/.claude-work'), undefined, base).env).toEqual({
    CCX_PROFILE: 'work',
    CLAUDE_CONFIG_DIR: '/home/ada/.claude-work',
  });
});
