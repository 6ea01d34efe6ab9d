import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { agentEnv, AGENT_KINDS, AGENTS } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { ambientAccount } from '../src/ambient.ts';

async function newHome(): Promise<{ readonly home: string; readonly cwd: string }> {
  const temporary = await createTempHome();
  onTestFinished(() => temporary.remove());
  const { home, cwd } = temporary;
  return { home, cwd };
}

test('without its variable an agent stands in its default place', async () => {
  const { home } = await newHome();
  for (const agent of AGENT_KINDS) {
    const account = { agent, configDir: null, id: `${agent}:default` };
    expect(await ambientAccount(agent, {}, home)).toEqual(account);
    expect(await ambientAccount(agent, { [AGENTS[agent].configVariable]: '' }, home)).toEqual(account);
  }
});

test('a variable that names the default place means the same account', async () => {
  const { home, cwd } = await newHome();
  await mkdir(join(home, '.claude'));
  await symlink(join(home, '.claude'), join(cwd, 'link'));
  expect((await ambientAccount('claude', { CLAUDE_CONFIG_DIR: join(cwd, 'link') }, home)).id).toBe('claude:default');
  expect((await ambientAccount('gemini', { GEMINI_CLI_HOME: home }, home)).id).toBe('gemini:default');
});

test('the account is the one for which the variable would be set', async () => {
  const { home } = await newHome();
  for (const agent of AGENT_KINDS) {
    const name = AGENTS[agent].configVariable;
    // Also where the folder above a config dir has the config dir's name.
    for (const value of [join(home, 'other'), join(home, '.gemini'), join(home, '.codex-2')]) {
      const account = await ambientAccount(agent, { [name]: value }, home);
      expect(agentEnv(account, undefined, {}).env[name]).toBe(value);
    }
  }
});

test('what no person should choose is still the account that the agent would use', async () => {
  const { home } = await newHome();
  expect((await ambientAccount('claude', { CLAUDE_CONFIG_DIR: home }, home)).id).toBe(`claude:${home}`);
  expect((await ambientAccount('claude', { CLAUDE_CONFIG_DIR: '~' }, home)).configDir).toBe(join(process.cwd(), '~'));
});
