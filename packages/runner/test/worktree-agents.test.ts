import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type RunResult, type RunTarget } from '@ccx/contracts';
import { fakeAgentCommand } from '@ccx/fake-agents';
import { createLineDialect } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { createRunner } from '../src/index.ts';
import { createRepositoryLab, type RepositoryLab } from './support/repository-lab.ts';

const FAKE_AGENT_SCENARIO = JSON.stringify({
  turns: [
    [{ tool: 'Write', input: { file_path: 'hello.txt', content: 'hello\n' }, effect: true }, { text: 'Written.' }],
    [{ tool: 'Write', input: { file_path: 'more.txt', content: 'more\n' }, effect: true }, { text: 'Written too.' }],
  ],
});
const UUID = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';
const KEYS = { ANTHROPIC_API_KEY: 'sk-ant-dummy-0123456789', OPENAI_API_KEY: 'sk-dummy-0123456789' };

function runWith(lab: RepositoryLab, agent: 'claude' | 'codex') {
  const account = { agent, configDir: null, id: accountId(agent, null) };
  const target: RunTarget = { account, name: null, model: null, billing: 'api' };
  const runner = createRunner({
    dialects: { [agent]: createLineDialect(agent) },
    ledger: lab.ledger,
    logDir: join(lab.dir, 'logs'),
    binaries: { [agent]: fakeAgentCommand(agent) },
    env: lab.home.env,
    home: lab.home.home,
  });
  return (more: Parameters<RepositoryLab['request']>[0]): Promise<RunResult> =>
    runner.run(lab.request({ permission: 'edit', worktree: { name: 'a' }, ...more }), target).result;
}

/** The one record of a session below a folder. */
async function sessionIn(folder: string): Promise<{ readonly path: string; readonly id: string }> {
  const found = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.jsonl'));
  expect(found).toHaveLength(1);
  const path = join(folder, found[0] ?? '');
  return { path, id: path.slice(-'.jsonl'.length - UUID.length, -'.jsonl'.length) };
}

describe.concurrent.each([
  ['claude', '.claude/projects', { session: { mode: 'new', id: UUID } }],
  ['codex', '.codex/sessions', {}],
] as const)('%s', (agent, records, fresh) => {
  test('writes into the worktree and nowhere else, and finds its session there again', async () => {
    const lab = await createRepositoryLab('', {}, { FAKE_AGENT_SCENARIO, FAKE_AGENT_TIMING: 'collapsed', ...KEYS });
    const run = runWith(lab, agent);
    const before = await lab.mainState();
    const path = lab.pathOf('a');

    const first = await run(fresh);
    expect(first.last).toMatchObject({ worktree: { path, branch: 'ccx/a' }, exitCode: 0 });
    expect(await readFile(join(path, 'hello.txt'), 'utf8')).toBe('hello\n');
    expect(await lab.gitIn(path, 'status', '--porcelain')).toBe('?? hello.txt');
    expect(await lab.mainState()).toEqual(before);
    expect(first.last.logPath.startsWith(lab.dir)).toBe(true);
    const record = await sessionIn(join(lab.home.home, records));
    expect(await readFile(record.path, 'utf8')).toContain(`"cwd":${JSON.stringify(path)}`);

    await expect(run({})).rejects.toMatchObject({ code: 'worktree_not_clean' });
    const again = await run({ session: { mode: 'resume', id: record.id } });
    expect(again.last).toMatchObject({ worktree: { path }, transcriptPath: record.path, exitCode: 0 });
    expect(await lab.gitIn(path, 'status', '--porcelain')).toBe('?? hello.txt\n?? more.txt');
    expect(await lab.mainState()).toEqual(before);
  });
});
