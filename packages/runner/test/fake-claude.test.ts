import { join } from 'node:path';
import { accountId, type RunRequest } from '@ccx/contracts';
import { fakeAgentCommand } from '@ccx/fake-agents';
import { createLineDialect, createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createFileLedger, createRunner, createUsabilityCheck } from '../src/index.ts';

const SESSION = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';
const account = { agent: 'claude', configDir: null, id: accountId('claude', null) } as const;

const EVERYTHING: Partial<RunRequest> = {
  permission: 'edit',
  allowedTools: ['Bash(git log *)', 'Read'],
  effort: 'high',
  session: { mode: 'new', id: SESSION },
  maxTurns: 5,
  maxBudgetUsd: 1,
  jsonSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  partialText: true,
};

test('the scripted Claude Code understands every argument and leaves its transcript where it is looked for', async () => {
  const temp = await createTempHome({ env: { ANTHROPIC_API_KEY: 'sk-ant-dummy-0123456789' } });
  onTestFinished(() => temp.remove());
  const { home, cwd, env } = temp;
  const runner = createRunner({
    dialects: { claude: createLineDialect() },
    ledger: createFileLedger({ dir: join(home, 'runs') }),
    logDir: join(home, 'runs', 'logs'),
    binaries: { claude: fakeAgentCommand('claude') },
    env,
    home,
  });
  const target = { account, name: null, model: 'opus', billing: null };
  const { last } = await runner.run({ prompt: 'Say hello.', cwd, permission: 'safe', ...EVERYTHING }, target).result;
  expect({ stderr: last.stderr, exitCode: last.exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(last.transcriptPath).toBe(
    join(home, '.claude', 'projects', cwd.replaceAll(/[^a-z0-9]/gi, '-'), `${SESSION}.jsonl`),
  );
});

test('the scripted Claude Code is asked for its login and its version like the real one', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const { home, env } = temp;
  const check = createUsabilityCheck({ env, home, binaries: { claude: fakeAgentCommand('claude') } });
  const found = await check.check(account);
  expect(found).toMatchObject({ installed: true, auth: 'ok' });
  expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
});
