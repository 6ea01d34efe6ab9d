import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answer,
  hang,
  refuse,
  refuseCapacity,
  refuseCodeAssist,
  refuseDailyQuota,
  refuseRequestRate,
  say,
  until,
  useTool,
} from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { expectExit, resultOf } from '../support/world.ts';

const RUN = ['run', '--agent', 'gemini', '--json'];
const RESETS_IN_SECONDS = 18_750;

describe('ccx run on the real Gemini CLI', () => {
  test('carries the prompt to the agent and its answer and the tokens of all its models to the caller', async () => {
    const world = await openGeminiWorld({ respond: say('Hello.') });
    const finished = await world.ccx([...RUN, 'say hello']);
    expectExit(finished, 0);
    const { status, last } = resultOf(finished);
    expect(status).toBe('success');
    expect(last).toMatchObject({
      target: { account: { agent: 'gemini' } },
      summary: {
        text: 'Hello.',
        model: world.api.calls()[0]?.model,
        // Of the model that answered and of the one that chose it.
        usage: { input: 2 * 176, cacheRead: 2 * 1024, output: 2 * 58, reasoning: 2 * 16 },
        costUsd: null,
        costBasis: 'none',
        toolCalls: 0,
        effects: 'none',
      },
    });
    expect(world.api.calls().map(({ prompt }) => prompt)).toEqual(['say hello']);
    expect(readFileSync(last.transcriptPath ?? 'no transcript', 'utf8')).toContain('"Hello."');
  });

  test('hands over a prompt that no argument could hold', async () => {
    const world = await openGeminiWorld();
    // Above the 128 KiB of an argument, and so short that its echo fits into the stream's buffer: Gemini CLI leaves without
    // waiting for its reader, who may be late on a busy machine.
    const prompt = `-p ${'long '.repeat(27_000)}to the end`;
    const finished = await world.ccx([...RUN, '--model', 'gemini-2.5-pro'], { input: prompt });
    expectExit(finished, 0);
    expect(world.api.calls()[0]?.prompt).toBe(prompt);
  });

  test('prints the result after Ctrl-C, and leaves neither the agent nor what its tool had started', async () => {
    const command = 'echo $$ > here.pid; while :; do sleep 0.1; done';
    const world = await openGeminiWorld({ respond: useTool('run_shell_command', { command }) });
    const program = world.startCcx([...RUN, '--permission', 'full', 'never end']);
    const readPid = (): number => Number(readFileSync(join(world.home.cwd, 'here.pid'), 'utf8'));
    const pid = await until(readPid, { deadlineMs: 30_000, what: 'the command of the tool' });
    expect(world.living().map((one) => one.pid)).toContain(pid);
    program.signal('SIGINT');
    const finished = await program.ended;
    expectExit(finished, 130);
    expect(resultOf(finished)).toMatchObject({ status: 'cancelled', last: { summary: { toolCalls: 1 } } });
    await world.allEnd();
  });

  test('leaves nothing when it is killed itself', async () => {
    const world = await openGeminiWorld({ respond: hang() });
    const program = world.startCcx([...RUN, 'hi']);
    await until(() => world.api.calls().length > 0, { deadlineMs: 30_000, what: 'the request of the agent' });
    program.signal('SIGKILL');
    expect(await program.ended).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    await world.allEnd();
  });

  test('ends what the agent leaves behind when its first process dies', async () => {
    const world = await openGeminiWorld({ respond: hang() });
    const program = world.startCcx([...RUN, 'hi']);
    await until(() => world.api.calls().length > 0, { deadlineMs: 30_000, what: 'the request of the agent' });
    // The CLI starts itself once more, with more memory; ended politely it would take the second along.
    const [launcher] = world.living().filter(({ command }) => /^node \S*gemini\.js /.test(command));
    expect(launcher).toBeDefined();
    if (launcher !== undefined) process.kill(launcher.pid, 'SIGKILL');
    const finished = await program.ended;
    expectExit(finished, 1);
    const result = resultOf(finished);
    expect(result).toMatchObject({ status: 'failed', failure: { class: 'protocol' } });
    // What the CLI says at any start is kept, and is not why this one failed.
    expect(result.last.stderr).toContain('True color');
    expect(result.status === 'failed' && result.failure.detail).not.toContain('True color');
    await world.allEnd();
  });

  test('ends with nothing left when its time is over', async () => {
    const world = await openGeminiWorld({ respond: hang() });
    const finished = await world.ccx([...RUN, 'hi', '--timeout', '5s']);
    expectExit(finished, 124);
    expect(resultOf(finished)).toMatchObject({ status: 'timed-out', deadline: 'total' });
    await world.allEnd();
  });

  test('does not go on with a session, because the CLI deletes those that it resumed', async () => {
    const world = await openGeminiWorld();
    const finished = await world.ccx([...RUN, 'hi', '--resume', '5d02435d-cf6a-4cd5-8757-1092e641976d']);
    expectExit(finished, 2);
    expect(finished.stderr).toContain('deletes a resumed session');
    expect(world.api.requests).toEqual([]);
  });
});

describe('the tools of Gemini CLI', () => {
  test('that only read may run, and change nothing', async () => {
    const world = await openGeminiWorld({ respond: [useTool('read_file', { file_path: 'note.txt' }), say('Done.')] });
    writeFileSync(join(world.home.cwd, 'note.txt'), 'alpha');
    const finished = await world.ccx([...RUN, 'read it']);
    expectExit(finished, 0);
    expect(resultOf(finished).last.summary).toMatchObject({ text: 'Done.', toolCalls: 1, effects: 'none' });
    expect(world.api.calls().at(1)?.toolOutputs.join()).toContain('alpha');
  });

  test('that are not allowed are not even on offer, and the run says so although it ended well', async () => {
    const respond = [useTool('run_shell_command', { command: 'echo > made.txt' }), say('I could not.')];
    const world = await openGeminiWorld({ respond });
    const finished = await world.ccx([...RUN, 'make it', '--permission', 'safe']);
    expectExit(finished, 0);
    expect(world.api.calls()[0]?.tools).not.toContain('run_shell_command');
    expect(resultOf(finished).last.summary).toMatchObject({
      text: 'I could not.',
      permissionDenials: [{ tool: 'run_shell_command', reason: expect.stringContaining('not found') }],
    });
    expect(finished.stderr).toContain('not allowed to use run_shell_command');
    expect(existsSync(join(world.home.cwd, 'made.txt'))).toBe(false);
  });

  test.each([
    { permission: 'edit', denied: ['run_shell_command'], ran: false },
    { permission: 'full', denied: [], ran: true },
  ])('write a file with --permission $permission', async ({ permission, denied, ran }) => {
    const write = useTool('write_file', { file_path: 'note.txt', content: 'plum' });
    const command = useTool('run_shell_command', { command: 'echo made > made.txt' });
    const world = await openGeminiWorld({ respond: [write, command, say('Done.')] });
    const finished = await world.ccx([...RUN, 'make it', '--permission', permission]);
    expectExit(finished, 0);
    expect(readFileSync(join(world.home.cwd, 'note.txt'), 'utf8')).toBe('plum');
    expect(existsSync(join(world.home.cwd, 'made.txt'))).toBe(ran);
    const { summary } = resultOf(finished).last;
    expect(summary).toMatchObject({ text: 'Done.', toolCalls: 2, effects: 'possible' });
    expect(summary.permissionDenials.map(({ tool }) => tool)).toEqual(denied);
  });
});

describe('an answer of Gemini that the network cuts', () => {
  const cut = { pieceLength: 10, cutAfter: 1 } as const;

  test.each([
    { login: 'api-key', attempts: 1 },
    { login: 'google', attempts: 2 },
  ] as const)('is a failure of transport with the login $login', async ({ login, attempts }) => {
    const world = await openGeminiWorld({ login, respond: say('This is cut in the middle.', cut) });
    const finished = await world.ccx([...RUN, 'hi', '--model', 'gemini-2.5-pro']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'transport' } });
    expect(world.api.calls()).toHaveLength(attempts);
  });

  test('and that comes whole the next time is told once, also between two tools', async () => {
    const look = { type: 'tool_use', name: 'read_file', input: { file_path: 'note.txt' } } as const;
    const first = answer([{ type: 'text', text: 'I will look. ' }, look]);
    const respond = [first, say('Now the note is cut.', cut), answer([{ type: 'text', text: 'Once more. ' }, look])];
    const world = await openGeminiWorld({
      login: 'google',
      respond: [...respond, say('Never heard.', cut), say('It says alpha.')],
    });
    writeFileSync(join(world.home.cwd, 'note.txt'), 'alpha');
    const finished = await world.ccx([...RUN, 'read it']);
    expectExit(finished, 0);
    expect(resultOf(finished).last).toMatchObject({
      exitCode: 0,
      summary: { text: 'I will look. Once more. It says alpha.', toolCalls: 2 },
    });
    expect(world.api.calls()).toHaveLength(5);
  });
});

describe('a limit of Gemini', () => {
  test('of the day is exit 75, and nobody says when it ends', async () => {
    const world = await openGeminiWorld({ respond: refuseDailyQuota() });
    const finished = await world.ccx([...RUN, 'hi', '--model', 'gemini-2.5-pro']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({
      status: 'limited',
      failure: { class: 'limit', limit: { windowId: 'daily:gemini-2.5-pro', resetsAt: null, basis: 'text' } },
    });
    expect(world.api.calls()).toHaveLength(1);
  });

  test.each([
    { what: 'for which it would sleep for hours ends it at once', refusal: refuseCapacity(RESETS_IN_SECONDS) },
    {
      what: 'that it gives up on',
      refusal: refuseCodeAssist('QUOTA_EXHAUSTED', 'Quota exceeded: requests per day.', RESETS_IN_SECONDS),
    },
  ])('$what: exit 75, with the reset', async ({ refusal }) => {
    const world = await openGeminiWorld({ login: 'google', respond: refusal });
    const began = Date.now();
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 75);
    const result = resultOf(finished);
    expect(result.status).toBe('limited');
    const resetsAt = Date.parse((result.status === 'limited' && result.failure.limit?.resetsAt) || '');
    // Counted from the moment in which the CLI was refused.
    expect(resetsAt).toBeGreaterThan(began + RESETS_IN_SECONDS * 1000);
    expect(resetsAt).toBeLessThanOrEqual(Date.now() + RESETS_IN_SECONDS * 1000);
    expect(finished.stderr).toMatch(/back at \d\d:\d\d, in 5h/);
    expect(world.api.calls()).toHaveLength(1);
    await world.allEnd();
  });

  test('for which it waits some seconds is none any more when the answer has come', async () => {
    const world = await openGeminiWorld({ login: 'google', respond: [refuseCapacity(2), say('Hello.')] });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 0);
    const { summary, stderr } = resultOf(finished).last;
    expect(stderr).toContain('exhausted your capacity');
    expect(summary).toMatchObject({ text: 'Hello.', limits: [] });
  });

  test.each([
    { what: 'too many requests in a minute', refusal: refuseRequestRate(0.5) },
    { what: 'a busy model', refusal: refuse(503, 'UNAVAILABLE', 'The model is overloaded.') },
  ])('is not $what, which it tries again: a failure of overload', async ({ refusal }) => {
    const world = await openGeminiWorld({ maxAttempts: 2, respond: refusal });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'overload' } });
    // Two requests of each process, and the same account is tried twice.
    expect(world.api.calls()).toHaveLength(4);
  });
});

describe('a failure of Gemini', () => {
  test.each([
    { what: 'a key is refused', login: 'api-key', refusal: refuse(401, 'UNAUTHENTICATED', 'No such key.') },
    {
      what: 'a key is not valid',
      login: 'api-key',
      refusal: refuse(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
    },
    { what: 'an account may not', login: 'google', refusal: refuse(403, 'PERMISSION_DENIED', 'No permission.') },
    { what: 'nobody is logged in', login: 'none', refusal: hang() },
  ] as const)('exits 4 where $what', async ({ login, refusal }) => {
    // Side requests too: nobody knows the key.
    const world = await openGeminiWorld({ login, respond: () => refusal });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 4);
    expect(resultOf(finished)).toMatchObject({ status: 'auth', failure: { class: 'auth' } });
    expect(finished.stderr).toContain("starts the agent's own login");
  });

  test('is an answer without any words, although the CLI exits with 0', async () => {
    const world = await openGeminiWorld({ respond: say('') });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({
      status: 'failed',
      failure: { class: 'protocol' },
      last: { exitCode: 0 },
    });
  });

  test('is one of transport where nobody answers and it asks for ever', async () => {
    const world = await openGeminiWorld();
    // Nothing listens on port 1.
    const env = { GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:1' };
    const finished = await world.ccx([...RUN, 'hi', '--idle-timeout', '15s'], { env });
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'transport' } });
    await world.allEnd();
  });
});
