import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Billing, type Env, type RunTarget } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createLab, type Lab } from './support/scripted-agent.ts';

/** Prints what it was given; answers for its login as the real one does. */
const AGENT = `
  if (process.argv.includes('auth')) { console.log(JSON.stringify({ loggedIn: process.env.FAKE_LOGIN !== 'none', authMethod: process.env.FAKE_LOGIN ?? 'claude.ai' })); process.exit(); }
  started(); done(JSON.stringify(process.env));
`;

interface Seen {
  readonly env: Env;
  readonly billing: Billing | null;
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
}

async function environmentOf(
  { runner, request, target }: Lab,
  more: Partial<RunTarget> = {},
  env?: Record<string, string>,
): Promise<Seen> {
  const notices: string[] = [];
  const run = runner.run(
    request(env === undefined ? {} : { env }),
    { ...target, ...more },
    {
      observers: [
        { event: (event) => event.type === 'notice' && notices.push(`${event.seq} ${event.raw}${event.text}`) },
      ],
    },
  );
  const { last, status } = await run.result;
  expect({
    status,
    stderr: last.stderr,
    exit: last.exitCode,
    signal: last.signal,
    outcome: last.outcome,
  }).toMatchObject({ status: 'success' });
  return { env: JSON.parse(last.summary.text), billing: last.target.billing, warnings: last.warnings, notices };
}

async function withLogin(lab: Lab): Promise<Lab> {
  await mkdir(join(lab.home.home, '.claude'));
  await writeFile(join(lab.home.home, '.claude', '.credentials.json'), '{}');
  return lab;
}

function lab(env: Readonly<Record<string, string>>): Promise<Lab> {
  return createLab(AGENT, {}, env);
}

test.concurrent('what a running session leaves in the environment does not reach a nested agent', async () => {
  const { env } = await environmentOf(
    await lab({
      CLAUDECODE: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      GIT_DIR: '/x',
      GIT_INDEX_FILE: '/y',
      HTTPS_PROXY: 'http://proxy',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      EDITOR: 'vi',
    }),
  );
  expect(env).not.toHaveProperty('CLAUDECODE');
  expect(env).not.toHaveProperty('CLAUDE_CODE_ENTRYPOINT');
  expect(env).not.toHaveProperty('GIT_DIR');
  expect(env).not.toHaveProperty('GIT_INDEX_FILE');
  expect(env).toMatchObject({
    HTTPS_PROXY: 'http://proxy',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    EDITOR: 'vi',
    CCX_RUN_DEPTH: '1',
  });
});

test.concurrent('the account decides the config dir, the default one by no variable at all', async () => {
  const made = await lab({ CLAUDE_CONFIG_DIR: '/somewhere/else' });
  expect((await environmentOf(made)).env).not.toHaveProperty('CLAUDE_CONFIG_DIR');
  const work = { agent: 'claude', configDir: '/home/ada/work', id: accountId('claude', '/home/ada/work') } as const;
  expect((await environmentOf(made, { account: work })).env).toMatchObject({ CLAUDE_CONFIG_DIR: '/home/ada/work' });
});

test.concurrent('nothing of this process reaches the agent but what the runner was given', async () => {
  const { env } = await environmentOf(await lab({}));
  const own = Object.keys(process.env).filter((name) => name.startsWith('VITEST') || name === 'TINYPOOL_WORKER_ID');
  expect(own).not.toEqual([]);
  for (const name of own) expect(env).not.toHaveProperty(name);
});

test.concurrent('the request has the last word', async () => {
  const { env } = await environmentOf(
    await lab({ EDITOR: 'vi', CLAUDECODE: '1' }),
    {},
    { EDITOR: 'ed', CLAUDECODE: 'wanted' },
  );
  expect(env).toMatchObject({ EDITOR: 'ed', CLAUDECODE: 'wanted' });
});

describe.concurrent('an API key in the environment', () => {
  const key = { ANTHROPIC_API_KEY: 'sk-ant-dummy-0123456789' };

  test('is kept for an account that pays by it', async () => {
    const seen = await environmentOf(await lab(key), { billing: 'api' });
    expect(seen).toMatchObject({ env: key, billing: 'api', warnings: [], notices: [] });
  });

  test('is removed for a subscription, and that is said', async () => {
    const seen = await environmentOf(await lab(key), { billing: 'subscription' });
    expect(seen.env).not.toHaveProperty('ANTHROPIC_API_KEY');
    expect(seen.warnings).toEqual([
      "ANTHROPIC_API_KEY was removed from the agent's environment: this account pays by subscription.",
    ]);
    expect(seen.notices).toEqual([`0 ${seen.warnings[0]}`]);
  });

  test('is kept where nobody said who pays and the config dir has no login', async () => {
    expect(await environmentOf(await lab(key))).toMatchObject({ env: key, billing: 'api', warnings: [] });
  });

  test('is removed where nobody said who pays and the config dir has a subscription', async () => {
    const seen = await environmentOf(await withLogin(await lab(key)));
    expect(seen.env).not.toHaveProperty('ANTHROPIC_API_KEY');
    expect(seen).toMatchObject({ billing: 'subscription', warnings: [expect.stringContaining('ANTHROPIC_API_KEY')] });
  });

  test('is kept where the credential file holds something else than a subscription', async () => {
    const seen = await environmentOf(await withLogin(await lab({ ...key, FAKE_LOGIN: 'none' })));
    expect(seen).toMatchObject({ env: key, billing: 'api', warnings: [] });
  });
});

describe.concurrent('agents that start agents', () => {
  test.each([
    ['', '1'],
    ['0', '1'],
    ['1', '2'],
    ['nonsense', '2'],
  ])('at depth %j give theirs %j', async (depth, expected) => {
    expect((await environmentOf(await lab({ CCX_RUN_DEPTH: depth }))).env['CCX_RUN_DEPTH']).toBe(expected);
  });

  test('are refused below the second', async () => {
    const { runner, request, target } = await lab({ CCX_RUN_DEPTH: '2' });
    await expect(runner.run(request(), target).result).rejects.toMatchObject({ code: 'run_depth_exceeded' });
  });

  test('are refused after thirty an hour on one account, people never', async () => {
    const nested = await lab({ CCX_RUN_DEPTH: '1' });
    const first = await nested.runner.run(nested.request(), nested.target).result;
    const record = (await nested.ledger.history(60_000))[0]?.record;
    if (record === undefined) throw new Error('the first run is not in the index');
    for (let n = 2; n <= 30; n += 1) {
      const one = { ...record, runId: `run-${n}` };
      await nested.ledger.begin(one, { depth: 1 });
      await nested.ledger.end(one, { ...first, runId: one.runId });
    }
    await expect(nested.runner.run(nested.request(), nested.target).result).rejects.toMatchObject({
      code: 'run_rate_exceeded',
    });
    const home = {
      ...nested.target,
      account: { agent: 'claude', configDir: '/home/ada/other', id: 'claude:/home/ada/other' },
    } as const;
    await expect(nested.runner.run(nested.request(), home).result).resolves.toMatchObject({ status: 'success' });
  });
});
