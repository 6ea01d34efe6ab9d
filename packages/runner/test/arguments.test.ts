import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError, type CcxErrorCode, type RunRequest } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { optionArguments, unsupported } from '../src/argument-table.ts';
import { optionRefusal } from '../src/option-refusal.ts';
import { claudeArguments, refusesRequest, refusesStream } from '../src/claude/arguments.ts';
import { createLab } from './support/scripted-agent.ts';

const account = { agent: 'claude', configDir: null, id: 'claude:default' } as const;
const UUID = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';

function claude(request: Partial<RunRequest>, model: string | null = null): string {
  const whole: RunRequest = { prompt: 'hi', cwd: '/', permission: 'safe', ...request };
  return optionArguments(claudeArguments, 'claude', whole, { model }).join(' | ');
}

test.each<[Partial<RunRequest>, string]>([
  [{}, ''],
  [{ permission: 'edit' }, '--permission-mode | acceptEdits'],
  [{ permission: 'full' }, '--permission-mode | bypassPermissions'],
  [{ allowedTools: ['Bash(git log *)', 'Read'] }, '--allowedTools | Bash(git log *) | Read'],
  [{ allowedTools: [] }, ''],
  [{ effort: 'xhigh' }, '--effort | xhigh'],
  [{ session: { mode: 'new', id: UUID } }, `--session-id | ${UUID}`],
  [{ session: { mode: 'resume', id: UUID } }, `--resume | ${UUID}`],
  [{ session: { mode: 'fork', id: UUID } }, `--resume | ${UUID} | --fork-session`],
  [{ worktree: { name: 'fix-login', base: 'main' } }, ''],
  [{ maxTurns: 3 }, '--max-turns | 3'],
  [{ maxBudgetUsd: 0.5 }, '--max-budget-usd | 0.5'],
  [{ jsonSchema: { type: 'object' } }, '--json-schema | {"type":"object"}'],
  [{ partialText: true }, '--include-partial-messages'],
  [{ partialText: false }, ''],
])('Claude Code is told %j by "%s"', (request, expected) => {
  expect(claude(request)).toBe(expected);
});

test('Claude Code is told the model, and rules of any number come first', () => {
  expect(claude({ allowedTools: ['Read'], permission: 'edit' }, 'opus')).toBe(
    '--allowedTools | Read | --permission-mode | acceptEdits | --model | opus',
  );
});

test.each<[Partial<RunRequest>, string | null, CcxErrorCode]>([
  [{ effort: 'turbo' }, null, 'agent_unsupported_option'],
  [{ session: { mode: 'new', id: 'not-a-uuid' } }, null, 'invalid_argument'],
  [{ session: { mode: 'resume', id: '--dangerously-skip-permissions' } }, null, 'invalid_argument'],
  [{ allowedTools: ['Read', '--dangerously-skip-permissions'] }, null, 'invalid_argument'],
  [{}, '--dangerously-skip-permissions', 'invalid_argument'],
  [{}, '', 'invalid_argument'],
])('%j with model %j is refused before anything is started', (request, model, code) => {
  expect(() => claude(request, model)).toThrow(expect.toSatisfy((error) => CcxError.is(error, code)));
});

test('an option without an equivalent is named', () => {
  const table = { ...claudeArguments, maxTurns: null };
  const request = { prompt: 'hi', cwd: '/', permission: 'safe', maxTurns: 2 } as const;
  const target = { account, name: null, model: null, billing: null };
  expect(() => optionArguments(table, 'codex', request, target)).toThrow('Codex has no equivalent for "maxTurns".');
  expect(unsupported('gemini', '"effort"').code).toBe('agent_unsupported_option');
});

describe('permission full as root', () => {
  const full: RunRequest = { prompt: 'hi', cwd: '/', permission: 'full' };
  test.each([
    [full, {}, true, true],
    [full, { IS_SANDBOX: '0' }, true, true],
    [full, { IS_SANDBOX: '1' }, true, false],
    [full, {}, false, false],
    [{ ...full, permission: 'edit' } as const, {}, true, false],
  ])('%j with %j and root %s is refused: %s', (request, env, root, refused) => {
    expect(refusesRequest(request, { env, root }) !== null).toBe(refused);
  });
});

test.each([
  ["error: unknown option '--output-format'", true],
  ["error: unknown option '--verbose'\n(Did you mean --version?)", true],
  ['Error: unrecognized option', true],
  ['invalid value for --output-format: stream-json', true],
  ["error: option '--output-format <format>' argument 'stream-json' is invalid. Unknown argument", true],
  ["error: unknown option '--max-turns'", false],
  ['Error: no prompt', false],
  ['', false],
])('%j on stderr refuses the stream: %s', (stderr, expected) => {
  expect(refusesStream(stderr)).toBe(expected);
});

const SHOWS_ARGUMENTS = `started(); done(process.argv.slice(1).join(' | '));`;

describe.concurrent('a whole command line', () => {
  test('has the options, the format, the extra arguments, and the prompt nowhere', async () => {
    const { runner, request, target } = await createLab(SHOWS_ARGUMENTS);
    const more = { permission: 'edit', allowedTools: ['Read'], extraArgs: ['--add-dir', '/srv'] } as const;
    const result = await runner.run(request(more), { ...target, model: 'opus' }).result;
    expect(result.last.summary.text).toBe(
      '--allowedTools | Read | --permission-mode | acceptEdits | --model | opus | -p | --output-format | stream-json | --verbose | --add-dir | /srv',
    );
  });

  test('ends with the prompt where it is an argument, and stdin is empty', async () => {
    const { runner, request, target } = await createLab(
      `started(); done(input() + process.argv.slice(-3).join(' | '));`,
      { promptMode: 'argument' },
    );
    const result = await runner.run(request({ prompt: '--help me' }), target).result;
    expect(result.last.summary.text).toBe('--verbose | -- | --help me');
  });

  test('begins as the caller says', async () => {
    const { runner, request, target } = await createLab(SHOWS_ARGUMENTS, {
      baseArgs: { claude: ['--print', '--my-format'] },
    });
    const result = await runner.run(request(), target).result;
    expect(result.last.summary.text).toBe('--print | --my-format');
  });

  test('is made without the stream for an older version that refuses it, before anything was sent to a model', async () => {
    const { runner, request, target, ledger } = await createLab(
      `input(); if (process.argv.includes('stream-json')) { console.error("error: unknown option '--verbose'"); process.exit(1); } done(process.argv.slice(1).join(' ') + ' <- ' + input());`,
    );
    const run = runner.run(request(), target);
    const seqs: number[] = [];
    for await (const event of run) seqs.push(event.seq);
    const result = await run.result;
    expect(result).toMatchObject({
      status: 'success',
      last: { summary: { text: '-p --output-format json <- Say hello.' } },
    });
    expect(result.last.warnings).toEqual([expect.stringContaining('refused the event stream')]);
    expect(result.attempts).toHaveLength(1);
    expect(seqs).toEqual([0]);
    expect(await ledger.recent(60_000)).toHaveLength(1);
  });

  test('is not made a second time for an argument that the caller added', async () => {
    const { runner, request, target } = await createLab(
      `input(); console.error("error: unknown option '--nonsense'"); process.exit(1);`,
    );
    const result = await runner.run(request({ extraArgs: ['--nonsense'] }), target).result;
    expect(result).toMatchObject({ status: 'failed', failure: { class: 'protocol' }, last: { warnings: [] } });
  });
});

describe.concurrent('a run that cannot begin', () => {
  const started = `fs.writeFileSync(process.env.HOME + '/started', ''); started(); done();`;
  test.each<[string, Partial<RunRequest>, CcxErrorCode]>([
    ['an empty prompt', { prompt: ' \n' }, 'invalid_argument'],
    ['a relative folder', { cwd: 'src' }, 'invalid_argument'],
    ['a folder that is not there', { cwd: '/nowhere/at/all' }, 'invalid_argument'],
    ['a file for a folder', { cwd: process.execPath }, 'invalid_argument'],
    ['no turns', { maxTurns: 0 }, 'invalid_argument'],
    ['a budget of nothing', { maxBudgetUsd: 0 }, 'invalid_argument'],
    ['a negative deadline', { idleTimeoutMs: -1 }, 'invalid_argument'],
    ['an unknown effort', { effort: 'turbo' }, 'agent_unsupported_option'],
    ['the variable of the runner itself', { env: { CCX_RUN_ID: 'mine' } }, 'invalid_argument'],
  ])('for %s says so and starts nothing', async (_what, more, code) => {
    const { runner, request, target, home, ledger } = await createLab(started);
    const run = runner.run(request(more), target);
    await expect(run.result).rejects.toSatisfy((error) => CcxError.is(error, code));
    await expect(access(join(home.home, 'started'))).rejects.toThrow('ENOENT');
    expect([await ledger.list(), await ledger.recent(60_000)]).toEqual([[], []]);
  });

  test('because the program cannot be started leaves nothing behind', async () => {
    const { runner, request, target, ledger } = await createLab('', { promptMode: 'argument' });
    const run = runner.run(request({ prompt: 'x'.repeat(300_000) }), target);
    await expect(run.result).rejects.toMatchObject({
      code: 'agent_spawn_failed',
      hint: expect.stringContaining('stdin'),
    });
    expect([await ledger.list(), await ledger.recent(60_000)]).toEqual([[], []]);
  });

  test('because its agent is not installed says how to install it', async () => {
    const { runner, request, target } = await createLab('', { binaries: {}, env: { PATH: '/nowhere' } });
    await expect(runner.run(request(), target).result).rejects.toMatchObject({
      code: 'agent_missing',
      hint: 'npm install -g @anthropic-ai/claude-code',
    });
    expect(await runner.checkHealth('claude')).toMatchObject({ ok: false, binary: null });
  });

  test('because there is no dialect says so', async () => {
    const { runner, request, target } = await createLab('', { dialects: {} });
    await expect(runner.run(request(), target).result).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

test('info tells what would be started', async () => {
  const { runner } = await createLab('');
  expect(await runner.checkHealth('claude')).toMatchObject({ agent: 'claude', ok: true, binary: process.execPath });
  const info = await runner.info('claude');
  expect(info).toMatchObject({ title: 'Claude Code', binary: process.execPath, version: null, promptMode: 'stdin' });
  expect(info.baseArgs.slice(-4)).toEqual(['-p', '--output-format', 'stream-json', '--verbose']);
  expect(info.options).toContain('maxTurns');
});

test.for([
  ['codex', { maxTurns: 5 }, 'Codex has no equivalent for "maxTurns".'],
  ['codex', { effort: 'high' }, null],
  ['claude', { maxTurns: 5, maxBudgetUsd: 1, effort: 'max' }, null],
  ['claude', { effort: 'furious' }, 'Claude Code has no equivalent for the effort "furious".'],
] as const)('what %s would refuse of %j is said before a run: %s', ([agent, options, said]) => {
  expect(optionRefusal(agent, { permission: 'safe', ...options })).toBe(said);
});
