import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseOptions } from '../src/claude/options.ts';
import { decide } from '../src/claude/permission.ts';
import { createLab, kinds, resultOf, STREAM, type Lab, type Line } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

const said = (lines: readonly Line[]): string => JSON.stringify(lines.filter(({ type }) => type === 'assistant'));

describe('where the prompt comes from', () => {
  const echo = { steps: [{ text: 'You said: {{prompt}}' }] };
  test.each([
    { name: 'from stdin', args: STREAM, stdin: 'from stdin', result: 'You said: from stdin' },
    { name: 'as an argument', args: [...STREAM, 'as an argument'], stdin: '', result: 'You said: as an argument' },
    { name: 'from both', args: [...STREAM, 'first'], stdin: 'second', result: 'You said: first\nsecond' },
  ])('$name', async ({ args, stdin, result }) => {
    expect(resultOf(await lab.run(args, { scenario: echo, stdin }))['result']).toBe(result);
  });

  test('an open and silent pipe is given up with a warning', async () => {
    const how = { scenario: echo, stdin: null, env: { FAKE_AGENT_STDIN_WAIT_MS: '50' } };
    const ran = await lab.run([...STREAM, 'argument'], how);
    expect(ran.stderr).toMatch(/^Warning: no stdin data received in 3s/);
    expect(resultOf(ran)['result']).toBe('You said: argument');
  });

  test('a prompt of a megabyte in slow chunks arrives whole', async () => {
    const prompt = 'word '.repeat(200_000);
    const ran = await lab.run(STREAM, { scenario: { ...echo, stdin: { delay: 20, delayPerChunk: 1 } }, stdin: prompt });
    expect(resultOf(ran)['result']).toBe(`You said: ${prompt}`);
  });
});

describe('formats', () => {
  test('text prints the answer, also when it is an error', async () => {
    expect(await lab.run(['-p'])).toMatchObject({ code: 0, text: expect.stringMatching(/^Hello! .*\n$/) });
    const failed = await lab.run(['-p'], { scenario: { steps: [{ fail: 'bad-key', retries: 0 }] } });
    expect(failed).toMatchObject({ code: 1, text: 'Invalid API key · Fix external API key\n' });
  });

  test('json prints the result alone, with --verbose all lines in one array', async () => {
    const alone = await lab.run(['-p', '--output-format', 'json']);
    expect(JSON.parse(alone.text)).toMatchObject({ type: 'result', subtype: 'success' });
    expect(alone.text).not.toContain('model_usage_since_last_result');
    const all = await lab.run(['-p', '--output-format', 'json', '--verbose'], { scenario: { login: 'api-key' } });
    expect(JSON.parse(all.text)).toEqual([
      expect.objectContaining({ subtype: 'init' }),
      expect.objectContaining({ type: 'assistant' }),
      expect.objectContaining({ type: 'result' }),
    ]);
  });
});

describe('tools', () => {
  test('Write and Edit change files where they are told to', async () => {
    const input = { file_path: 'a.txt', content: 'one two' };
    const edit = { file_path: 'a.txt', old_string: 'two', new_string: '$& three' };
    const scenario = {
      steps: [
        { tool: 'Write', input, effect: true },
        { tool: 'Edit', input: edit, effect: true },
      ],
    };
    await lab.run([...STREAM, '--permission-mode', 'acceptEdits'], { scenario });
    expect(readFileSync(join(lab.project, 'a.txt'), 'utf8')).toBe('one $& three');
  });

  test('Bash runs its command where it is told to, and tells what that said', async () => {
    const command = (text: string) => ({ tool: 'Bash', input: { command: text }, effect: true });
    const scenario = { steps: [command('echo one >> a.txt; cat a.txt'), command('echo broken; exit 3')] };
    const ran = await lab.run([...STREAM, '--dangerously-skip-permissions'], { scenario });
    expect(readFileSync(join(lab.project, 'a.txt'), 'utf8')).toBe('one\n');
    const results = ran.lines.flatMap((line) => ('tool_use_result' in line ? [line['tool_use_result']] : []));
    expect(results).toEqual([expect.objectContaining({ stdout: 'one' }), 'Error: Exit code 3\nbroken']);
  });

  test('a command that is only told runs nothing', async () => {
    const scenario = { steps: [{ tool: 'Bash', input: { command: 'echo one >> a.txt' }, output: 'one' }] };
    await lab.run([...STREAM, '--dangerously-skip-permissions'], { scenario });
    expect(existsSync(join(lab.project, 'a.txt'))).toBe(false);
  });

  test('no tool writes outside the working directory', async () => {
    const scenario = { steps: [{ tool: 'Write', input: { file_path: '../out.txt', content: 'x' }, effect: true }] };
    const ran = await lab.run([...STREAM, '--permission-mode', 'acceptEdits'], { scenario });
    expect(ran.text).toContain('outside the working directory');
    expect(existsSync(join(lab.project, '..', 'out.txt'))).toBe(false);
  });

  test.each([
    { flags: [], allowed: false },
    { flags: ['--permission-mode', 'acceptEdits'], allowed: true },
    { flags: ['--permission-mode', 'plan'], allowed: false },
    { flags: ['--dangerously-skip-permissions'], allowed: true },
    { flags: ['--allowedTools', 'Write'], allowed: true },
    { flags: ['--allowedTools', 'Write(b*)'], allowed: false },
    { flags: ['--allowedTools', 'Write(a.t*)'], allowed: true },
    { flags: ['--allowedTools', 'Write(axt*)'], allowed: false },
  ])('writing a.txt with $flags is allowed: $allowed', ({ flags, allowed }) => {
    const parsed = parseOptions(flags);
    if (!parsed.ok) throw new Error(parsed.error);
    const step = { tool: 'Write', input: { file_path: 'a.txt', content: 'x' } };
    expect(decide(step, parsed.options).allowed).toBe(allowed);
    expect(decide({ ...step, tool: 'Read' }, parsed.options).allowed).toBe(true);
  });

  test('a refused tool has no effect, and is told on the stream and in the result', async () => {
    const scenario = { steps: [{ tool: 'Write', input: { file_path: 'a.txt', content: 'x' }, effect: true }] };
    const ran = await lab.run(STREAM, { scenario });
    expect(kinds(ran.lines)).toContain('system/permission_denied');
    expect(resultOf(ran)['permission_denials']).toMatchObject([{ tool_name: 'Write' }]);
    expect(existsSync(join(lab.project, 'a.txt'))).toBe(false);
  });
});

describe('how a turn ends', () => {
  test('under a schema without a scripted answer an answer is made from the schema', async () => {
    const schema = {
      type: 'object',
      required: ['n', 'tags'],
      properties: { n: { type: 'integer', minimum: 2 }, tags: { type: 'array' } },
    };
    const ran = await lab.run([...STREAM, '--json-schema', JSON.stringify(schema)]);
    expect(resultOf(ran)).toMatchObject({ structured_output: { n: 2, tags: [] }, result: '{"n":2,"tags":[]}' });
  });

  test('a budget ends the run when the request that broke it is through', async () => {
    const bash = { tool: 'Bash', input: { command: 'true' } };
    const ran = await lab.run([...STREAM, '--max-budget-usd', '0.012'], { scenario: { steps: [bash, bash, bash] } });
    expect(ran.code).toBe(1);
    expect(resultOf(ran)).toMatchObject({
      subtype: 'error_max_budget_usd',
      terminal_reason: 'budget_exhausted',
      total_cost_usd: 0.020376,
    });
  });

  test.each([
    { step: { fail: 'low-credit' }, line: { error: 'billing_error', api_error_status: 400 } },
    { step: { fail: 'no-model' }, line: { error: 'model_not_found', api_error_status: 404 } },
    { step: { fail: 'login-expired', retryDelay: 1 }, line: { error: 'authentication_failed' } },
    { step: { fail: 'busy-429', retryDelay: 1 }, line: { error: 'rate_limit', api_error_status: 429 } },
    {
      step: { fail: 'connection-refused', retryDelay: 1 },
      line: { error: 'server_error', api_error: 'connection_failed' },
    },
  ] as const)('$step is an error with subtype success', async ({ step, line }) => {
    const ran = await lab.run(STREAM, { scenario: { steps: [step] } });
    expect(ran.lines.find(({ type }) => type === 'assistant')).toMatchObject(line);
    expect(resultOf(ran)).toMatchObject({ subtype: 'success', is_error: true });
    expect(ran.code).toBe(1);
  });

  test('retries that a later request makes good are no failure', async () => {
    const ran = await lab.run(STREAM, { scenario: 'recovers' });
    expect(kinds(ran.lines).filter((kind) => kind === 'system/api_retry')).toHaveLength(2);
    expect(resultOf(ran)).toMatchObject({ is_error: false, result: 'Recovered.' });
  });

  test('a compaction, an extra result and an unknown line pass through in order', async () => {
    const steps = [
      { text: 'before' },
      { compact: { preTokens: 900, postTokens: 90 } },
      { line: { type: 'brand_new', n: 1 } },
      { result: { text: 'early' } },
      { text: 'after' },
    ];
    const ran = await lab.run(STREAM, { scenario: { login: 'api-key', steps } });
    expect(kinds(ran.lines)).toEqual([
      'system/init',
      'assistant',
      'system/status',
      'system/status',
      'system/compact_boundary',
      'user',
      'brand_new',
      'result/success',
      'assistant',
      'result/success',
    ]);
    expect(ran.lines.filter(({ type }) => type === 'result').map((line) => line['result_index'])).toEqual([0, 1]);
  });
});

describe('subagents and background work', () => {
  test('the lines of a subagent carry its call, its text only when asked for', async () => {
    const [plain, forwarded] = await Promise.all([
      lab.run(STREAM, { scenario: 'subagent' }),
      lab.run([...STREAM, '--forward-subagent-text'], {
        scenario: {
          steps: [{ agent: { description: 'd', prompt: 'p', steps: [{ text: 'inner words' }], report: 'r' } }],
        },
      }),
    ]);
    const inner = plain.lines.filter((line) => typeof line['parent_tool_use_id'] === 'string');
    expect(inner.map(({ type }) => type)).toEqual(['user', 'assistant', 'user']);
    expect(said(forwarded.lines)).toContain('inner words');
  });

  test('a background command is waited for, then a further turn answers it', async () => {
    const steps = [{ background: { command: 'npm test', output: 'ok', takes: 30 } }, { text: 'Started.' }];
    const ran = await lab.run(STREAM, { scenario: { login: 'api-key', steps } });
    const results = ran.lines.filter(({ type }) => type === 'result');
    expect(results.map((line) => line['result'])).toEqual(['Started.', 'ok']);
    expect(results[1]).toMatchObject({ origin: { kind: 'task-notification' } });
    const sets = ran.lines.filter(({ subtype }) => subtype === 'background_tasks_changed').map((line) => line['tasks']);
    expect(sets).toEqual([[expect.objectContaining({ task_type: 'local_bash' })], []]);
  });
});
