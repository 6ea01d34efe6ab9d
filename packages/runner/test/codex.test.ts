import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountId, CcxError, type CcxErrorCode, type Dialect, type Failure, type RunRequest } from '@ccx/contracts';
import { createLineDialect, createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { optionArguments } from '../src/argument-table.ts';
import { codexArguments } from '../src/codex/arguments.ts';
import { codexLogin } from '../src/codex/login.ts';
import { codexRecordFailure } from '../src/codex/record-failure.ts';
import { codexRecordUsage } from '../src/codex/record-usage.ts';
import { readRollout } from '../src/codex/rollout.ts';
import { codexTranscript } from '../src/codex/transcript.ts';
import { attemptOn } from './support/chain-lab.ts';
import { createLab, scripted, type Lab } from './support/scripted-agent.ts';

const account = { agent: 'codex', configDir: null, id: accountId('codex', null) } as const;
const target = { account, name: null, model: null, billing: null };
const THREAD = '01a1fba5-a65d-7232-87ac-81a98b75dc8f';
const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/codex/${name}.jsonl`, import.meta.url));

function codex(request: Partial<RunRequest>, model: string | null = null): string {
  const whole: RunRequest = { prompt: 'hi', cwd: '/', permission: 'safe', ...request };
  return optionArguments(codexArguments, 'codex', whole, { ...target, model }).join(' ');
}

test.each<[Partial<RunRequest>, string | null, string]>([
  [{}, null, '-s read-only'],
  [{ permission: 'edit' }, null, '-s workspace-write'],
  [{ permission: 'full' }, null, '-s danger-full-access'],
  [{ effort: 'xhigh' }, null, '-s read-only -c model_reasoning_effort=xhigh'],
  [{}, 'gpt-5', '-s read-only -m gpt-5'],
  [{ session: { mode: 'resume', id: THREAD } }, 'gpt-5', `-s read-only -m gpt-5 resume ${THREAD}`],
  [{ partialText: true }, null, '-s read-only'],
])('Codex is told %j with model %s by "%s"', (request, model, expected) => {
  expect(codex(request, model)).toBe(expected);
});

test.each<[Partial<RunRequest>, CcxErrorCode]>([
  [{ session: { mode: 'new', id: THREAD } }, 'agent_unsupported_option'],
  [{ session: { mode: 'fork', id: THREAD } }, 'agent_unsupported_option'],
  [{ session: { mode: 'resume', id: '--last' } }, 'invalid_argument'],
  [{ effort: 'high"\nsandbox_mode="x' }, 'invalid_argument'],
  [{ allowedTools: ['Read'] }, 'agent_unsupported_option'],
  [{ maxTurns: 2 }, 'agent_unsupported_option'],
  [{ maxBudgetUsd: 2 }, 'agent_unsupported_option'],
])('Codex refuses %j', (request, code) => {
  expect(() => codex(request)).toThrow(expect.toSatisfy((error) => CcxError.is(error, code)));
});

test.each([
  ['Not logged in\n', 'login-needed', null],
  ['Logged in using ChatGPT\n', 'ok', 'subscription'],
  ['WARNING: no aliases\nLogged in using ChatGPT\n', 'ok', 'subscription'],
  ['API key configured - sk-dummy***00000\nAuthentication is checked when you send a request.\n', 'api-key', 'api'],
])('the login status %j is %s', (stderr, auth, billing) => {
  expect(codexLogin.read({ stdout: '', stderr, exitCode: 0 })).toMatchObject({ auth, billing });
});

test('a login status without such a line is no answer', () => {
  expect(codexLogin.read({ stdout: '', stderr: 'error: somebody is not logged in\n', exitCode: 1 })).toBeNull();
});

describe('the rollout of a failed run', () => {
  const now = '2026-11-21T01:08:20.000Z';
  const said = (name: Failure['class']): Failure => ({ class: name, detail: 'the text', limit: null });
  const ask = (name: string, failure: Failure, since = '2026-11-21T01:00:00.000Z') =>
    codexRecordFailure({ transcriptPath: fixture(name), since, now, failure });

  test('gives a used up window its reset as a time', async () => {
    expect(await ask('usage-limit', said('limit'))).toMatchObject({
      class: 'limit',
      detail: 'the text',
      limit: {
        verdict: 'rejected',
        windowId: 'session',
        appliesTo: null,
        resetsAt: '2026-11-21T02:38:18.000Z',
        basis: 'structured',
        windows: [
          { id: 'session', usedPercent: 100, state: 'exhausted', windowMinutes: 300 },
          { id: 'weekly', usedPercent: 61, state: 'ok', resetsAt: '2026-11-24T01:08:18.000Z' },
        ],
      },
    });
  });

  test.each<[string, Failure['class'], Failure['class'] | null]>([
    ['usage-limit', 'unknown', 'limit'],
    ['usage-not-included', 'billing', null],
    ['usage-not-included', 'unknown', 'limit'],
    ['plain-429', 'unknown', 'overload'],
    ['plain-429', 'overload', null],
    ['command', 'unknown', null],
  ])('%s after the class %s: %s', async (name, before, after) => {
    const found = await ask(name, said(before));
    expect(found?.class ?? null).toBe(after);
  });

  test('counts nothing of an earlier run of the thread', async () => {
    const later = '2026-11-21T02:00:00.000Z';
    expect(await ask('usage-limit', said('unknown'), later)).toBeNull();
  });

  test('of another bucket than the plan limits that model alone, and the last count of a bucket holds', async () => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const count = (limit_id: string, used_percent: number, resets_at: number): string =>
      JSON.stringify({
        timestamp: now,
        type: 'event_msg',
        payload: {
          type: 'token_count',
          rate_limits: { limit_id, limit_name: null, primary: { used_percent, window_minutes: 300, resets_at } },
        },
      });
    const end = JSON.stringify({
      timestamp: now,
      type: 'event_msg',
      payload: { type: 'task_complete', error: { codex_error_info: 'usage_limit_exceeded' } },
    });
    const path = join(home.home, 'rollout.jsonl');
    const lines = [
      count('codex', 100, 1),
      count('codex_spark', 100, 1_795_228_698),
      count('codex', 40, 2),
      end,
      '{"ti',
    ];
    await writeFile(path, lines.join('\n'));
    const found = await codexRecordFailure({ transcriptPath: path, since: now, now, failure: said('limit') });
    expect(found?.limit).toMatchObject({
      windowId: 'session:codex-spark',
      appliesTo: 'codex_spark',
      resetsAt: '2026-11-21T02:38:18.000Z',
    });
  });

  test('that is not there says nothing', async () => {
    expect(await ask('nowhere', said('unknown'))).toBeNull();
  });
});

test('a rollout is whole only where it was read back to an earlier run or to its beginning', async () => {
  const text = await readFile(fixture('resumed'), 'utf8');
  const last = Buffer.byteLength(text.trimEnd().split('\n').at(-1) ?? '') + 1;
  const read = (bytes: number, since: string) => readRollout(fixture('resumed'), since, bytes);
  // Exactly one line: nothing shows that there are more.
  expect(await read(last, '2026-11-21T01:16:08.000Z')).toMatchObject({ whole: false, lines: [{ type: 'event_msg' }] });
  expect(await read(last, '2026-11-21T01:17:00.000Z')).toMatchObject({ whole: true, lines: [] });
  expect(await read(1_000_000, '2026-11-21T01:16:00.000Z')).toMatchObject({ whole: true, before: [] });
});

describe('the tokens of a run in a thread that had others', () => {
  const total = (input: number, cached: number, output: number) => ({
    usage: {
      input_tokens: input,
      cached_input_tokens: cached,
      cache_write_input_tokens: 0,
      output_tokens: output,
      reasoning_output_tokens: 0,
    },
  });
  const rest = { cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };
  const SECOND = '2026-11-21T01:16:08.000Z';
  test.each<[string, string, string, unknown, unknown]>([
    [
      'its last run alone',
      'resumed',
      SECOND,
      total(2100, 1000, 15),
      { input: 100, cacheRead: 1000, output: 5, ...rest },
    ],
    [
      'all of it from its beginning',
      'resumed',
      '2026-11-21T01:16:00.000Z',
      total(2100, 1000, 15),
      { input: 1100, cacheRead: 1000, output: 15, ...rest },
    ],
    ['nothing where the output says another total', 'resumed', SECOND, total(2101, 1000, 15), null],
    ['nothing where the output says no total', 'resumed', SECOND, null, null],
    ['nothing where the run wrote no total', 'resumed', '2026-11-21T01:17:00.000Z', total(2100, 1000, 15), null],
    ['nothing where there is no rollout', 'not-there', SECOND, total(2100, 1000, 15), null],
  ])('are %s', async (_, name, since, vendorStats, expected) => {
    const { summary } = attemptOn(target, { status: 'success' });
    expect(await codexRecordUsage(fixture(name), since, { ...summary, vendorStats })).toEqual(expected);
  });

  test('are unknown where the total before is smaller than it was, or was not written', async () => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const line = (timestamp: string, input_tokens: number): string =>
      JSON.stringify({
        timestamp,
        type: 'token_usage_record',
        payload: { thread_token_usage: total(input_tokens, 0, 1).usage },
      });
    const path = join(home.home, 'rollout.jsonl');
    const { summary } = attemptOn(target, { status: 'success' });
    const used = () => codexRecordUsage(path, SECOND, { ...summary, vendorStats: total(50, 0, 1) });
    await writeFile(path, `${line('2026-11-21T01:00:00.000Z', 40)}\n${line(SECOND, 50)}\n`);
    expect(await used()).toMatchObject({ input: 10, output: 0 });
    await writeFile(path, `${line('2026-11-21T01:00:00.000Z', 60)}\n${line(SECOND, 50)}\n`);
    expect(await used()).toBeNull();
    const other = JSON.stringify({ timestamp: '2026-11-21T01:00:00.000Z', type: 'turn_context', payload: {} });
    await writeFile(path, `${other}\n${line(SECOND, 50)}\n`);
    expect(await used()).toBeNull();
  });
});

async function lab(script: string): Promise<Lab> {
  return createLab(script, { dialects: { codex: createLineDialect('codex') }, binaries: { codex: scripted(script) } });
}

test('a rollout is found by its thread, in the newest day that has it', async () => {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  for (const day of ['2025/12/31', '2026/11/20', '2026/11/21']) {
    await mkdir(join(home.home, 'sessions', day), { recursive: true });
  }
  const path = join(home.home, 'sessions/2026/11/20', `rollout-2026-11-20T01-08-19-${THREAD}.jsonl`);
  await writeFile(path, '');
  await writeFile(
    join(home.home, 'sessions/2026/11/21', `rollout-2026-11-21T01-08-19-${THREAD.replace('0', '9')}.jsonl`),
    '',
  );
  expect(await codexTranscript({ configDir: home.home, sessionId: THREAD })).toBe(path);
  expect(await codexTranscript({ configDir: home.home, sessionId: 'no-such' })).toBeNull();
  expect(await codexTranscript({ configDir: join(home.home, 'nowhere'), sessionId: THREAD })).toBeNull();
});

const SHOWS_ARGUMENTS = `started(); done(process.argv.slice(1).join(' ') + ' <- ' + input());`;

describe.concurrent('a whole run of Codex', () => {
  test('has the subcommand first, the options, and the prompt on a stdin that is closed', async () => {
    const { runner, request, home } = await lab(SHOWS_ARGUMENTS);
    const run = runner.run(request({ session: { mode: 'resume', id: THREAD }, extraArgs: ['--ephemeral'] }), target);
    expect((await run.result).last.summary.text).toBe(
      `exec --skip-git-repo-check -s read-only resume ${THREAD} --json --ephemeral - <- Say hello.`,
    );
    await mkdir(join(dirname(home.cwd), '.git'), { recursive: true });
    expect((await runner.run(request(), target).result).last.summary.text).toBe(
      'exec -s read-only --json - <- Say hello.',
    );
  });

  test('reads its schema from a file that is gone after the run', async () => {
    const { runner, request } = await lab(
      `started(); const file = process.argv[process.argv.indexOf('--output-schema') + 1]; done(file + ' ' + fs.readFileSync(file, 'utf8'));`,
    );
    const result = await runner.run(request({ jsonSchema: { type: 'object' } }), target).result;
    const [file = '', schema] = result.last.summary.text.split(' ');
    expect(schema).toBe('{"type":"object"}');
    await expect(readdir(dirname(file))).rejects.toThrow('ENOENT');
  });

  test.each([
    ['{"answer": 42}', { answer: 42 }],
    ['no JSON', null],
  ])('under a schema has %s parsed', async (text, structured) => {
    const { runner, request } = await lab(`started(); done(${JSON.stringify(text)});`);
    const asked = await runner.run(request({ jsonSchema: { type: 'object' } }), target).result;
    expect(asked).toMatchObject({ status: 'success', last: { summary: { text, structured } } });
    expect((await runner.run(request(), target).result).last.summary.structured).toBeNull();
  });

  test('in a thread that had others has its tokens from the rollout, whatever its output says', async () => {
    const dialect = createLineDialect('codex');
    const program = `
      const folder = process.env.HOME + '/.codex/sessions/2026/11/21';
      fs.mkdirSync(folder, { recursive: true });
      const line = (at, input_tokens) => JSON.stringify({ timestamp: at.toISOString(), type: 'token_usage_record', payload: { thread_token_usage:
        { input_tokens, cached_input_tokens: 0, cache_write_input_tokens: 0, output_tokens: 1, reasoning_output_tokens: 0 } } }) + '\\n';
      started();
      fs.writeFileSync(folder + '/rollout-2026-11-21T01-08-19-s-1.jsonl', line(new Date(0), 40) + line(new Date(), 50));
      done();
    `;
    const vendorStats = {
      usage: {
        input_tokens: 50,
        cached_input_tokens: 0,
        cache_write_input_tokens: 0,
        output_tokens: 1,
        reasoning_output_tokens: 0,
      },
    };
    const wrong = { input: 50, output: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
    const codexDialect: Dialect = {
      ...dialect,
      summarizer: () => {
        const lines = dialect.summarizer();
        return { add: (event) => lines.add(event), summary: () => ({ ...lines.summary(), vendorStats, usage: wrong }) };
      },
    };
    const { runner, request } = await createLab(program, {
      dialects: { codex: codexDialect },
      binaries: { codex: scripted(program) },
    });
    const result = await runner.run(request({ session: { mode: 'resume', id: THREAD } }), target).result;
    expect(result).toMatchObject({ status: 'success', last: { summary: { usage: { input: 10, output: 0 } } } });
  });

  test('succeeds only with exit code 0', async () => {
    const { runner, request } = await lab(`started(); done(); process.exitCode = 1;`);
    expect(await runner.run(request(), target).result).toMatchObject({
      status: 'failed',
      failure: { class: 'protocol', detail: 'Codex reported success and then ended with exit code 1.' },
    });
  });

  test('that is limited takes the reset and the tool calls from its rollout', async () => {
    const rollout = (await readFile(fixture('usage-limit'), 'utf8')) + (await readFile(fixture('command'), 'utf8'));
    const { runner, request, home } = await lab(`
      const folder = process.env.HOME + '/.codex/sessions/2026/11/21';
      fs.mkdirSync(folder, { recursive: true });
      const at = '"timestamp": "' + new Date(Date.now() + 1).toISOString() + '"';
      const lines = fs.readFileSync(process.env.HOME + '/recorded', 'utf8').replace(/"timestamp": "[^"]*"/g, at);
      started();
      fs.writeFileSync(folder + '/rollout-2026-11-21T01-08-19-s-1.jsonl', lines.split('\\n').filter((line) => !line.includes('"error": null')).join('\\n'));
      done('', { failure: { class: 'unknown', detail: 'You have hit it, try again at 2:38 AM.', limit: null } });
      process.exitCode = 1;
    `);
    const failed = rollout
      .split('\n')
      .filter((line) => !(line.includes('task_complete') && !line.includes('usage_limit')));
    await writeFile(
      join(home.home, 'recorded'),
      failed.filter((line) => !line.includes('"used_percent": 4')).join('\n'),
    );
    const result = await runner.run(request(), target).result;
    expect(result).toMatchObject({
      status: 'limited',
      failure: { class: 'limit', detail: 'You have hit it, try again at 2:38 AM.', limit: { basis: 'structured' } },
      last: { summary: { effects: 'possible', failure: { class: 'limit' } } },
    });
    expect(result.last.transcriptPath).toMatch(/rollout-.*-s-1\.jsonl$/);
  });
});
