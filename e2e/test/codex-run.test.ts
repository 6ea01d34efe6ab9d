import { readdirSync } from 'node:fs';
import { codexLimits, hang, refuse, refuseUsageLimit, say, until, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { expectExit, resultOf } from '../support/world.ts';

const RUN = ['run', '--agent', 'codex', '--json'];

describe('ccx run on the real Codex', () => {
  test('carries the prompt to the agent and its answer and tokens to the caller', async () => {
    const world = await openCodexWorld({ respond: say('Hello.') });
    const finished = await world.ccx([...RUN, 'say hello']);
    expectExit(finished, 0);
    expect(resultOf(finished)).toMatchObject({
      status: 'success',
      last: {
        target: { account: { agent: 'codex' } },
        summary: {
          text: 'Hello.',
          usage: { input: 176, cacheRead: 1024, output: 42 },
          costUsd: null,
          costBasis: 'none',
          effects: 'none',
        },
      },
    });
    expect(world.api.calls()[0]?.prompt).toBe('say hello');
  });

  test('lets a command run where anything is allowed, and counts it', async () => {
    const world = await openCodexWorld({ respond: [useTool('exec_command', { cmd: 'echo alpha' }), say('Done.')] });
    const finished = await world.ccx([...RUN, '--permission', 'full', 'run it']);
    expectExit(finished, 0);
    expect(resultOf(finished).last.summary).toMatchObject({ text: 'Done.', toolCalls: 1, effects: 'possible' });
  });

  test('says of a run that failed after a refused command that it may have acted', async () => {
    // Most times Codex prints nothing of a command that its sandbox refused; its rollout holds the call.
    const world = await openCodexWorld({
      respond: [
        useTool('exec_command', { cmd: 'echo alpha > new.txt' }),
        refuse(429, 'insufficient_quota', 'You exceeded your current quota.'),
      ],
    });
    const finished = await world.ccx([...RUN, '--permission', 'safe', 'write it']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({
      failure: { class: 'billing' },
      last: { summary: { effects: 'possible' } },
    });
    expect(readdirSync(world.home.cwd)).not.toContain('new.txt');
    expect(world.api.calls().at(1)?.toolOutputs.join()).toContain('Read-only file system');
    expect(JSON.stringify(world.rollout())).toContain('"name":"exec_command"');
  });

  test('succeeds where the agent goes on after a refused command, and changes nothing', async () => {
    const world = await openCodexWorld({
      respond: [useTool('exec_command', { cmd: 'echo alpha > new.txt' }), say('I could not write.')],
    });
    const finished = await world.ccx([...RUN, '--permission', 'safe', 'write it']);
    expectExit(finished, 0);
    expect(resultOf(finished).last.summary).toMatchObject({ text: 'I could not write.' });
    expect(readdirSync(world.home.cwd)).not.toContain('new.txt');
  });

  test('holds the answer to a schema', async () => {
    const schema = {
      type: 'object',
      properties: { answer: { type: 'string' } },
      required: ['answer'],
      additionalProperties: false,
    };
    const world = await openCodexWorld({ respond: say('{"answer":"yes"}') });
    const finished = await world.ccx([...RUN, '--schema', JSON.stringify(schema), 'is it so?']);
    expectExit(finished, 0);
    expect(JSON.parse(resultOf(finished).last.summary.text)).toEqual({ answer: 'yes' });
    expect(world.api.calls()[0]?.body['text']).toMatchObject({ format: { type: 'json_schema', strict: true, schema } });
  });

  test.each([
    { login: 'chatgpt', code: 'usage_not_included', says: 'upgrade to Plus' },
    { login: 'api-key', code: 'insufficient_quota', says: 'Check your plan and billing details' },
  ] as const)('takes $code for an account without money, not for a limit', async ({ login, code, says }) => {
    const world = await openCodexWorld({ login, respond: refuse(429, code, 'No.') });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({
      status: 'failed',
      failure: { class: 'billing', detail: expect.stringContaining(says), limit: null },
    });
    expect(world.api.calls()).toHaveLength(1);
  });

  test('exits 75 at the end of a plan, with the reset from the rollout', async () => {
    const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 90 * 60_000);
    const headers = codexLimits({ primary: { usedPercent: 100, windowMinutes: 300, resetsAt } });
    const world = await openCodexWorld({ login: 'chatgpt', respond: refuseUsageLimit(resetsAt, { headers }) });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({
      status: 'limited',
      failure: { class: 'limit', limit: { basis: 'structured', resetsAt: resetsAt.toISOString() } },
    });
    expect(finished.stderr).toMatch(/back at \d\d:\d\d, in 1h/);
  });

  test('does not take a plain 429 for a limit', async () => {
    const world = await openCodexWorld({ respond: refuse(429, 'rate_limit_exceeded', 'Slow down.') });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'overload' } });
  });

  test('exits 4 where the login is refused', async () => {
    const world = await openCodexWorld({ respond: refuse(401, 'invalid_api_key', 'Incorrect API key provided.') });
    const finished = await world.ccx([...RUN, 'hi']);
    expectExit(finished, 4);
    expect(finished.stderr).toContain('codex login');
  });

  test('ends with nothing left when its time is over', async () => {
    const world = await openCodexWorld({ respond: hang() });
    const finished = await world.ccx([...RUN, 'hi', '--timeout', '3s']);
    expectExit(finished, 124);
    expect(resultOf(finished)).toMatchObject({ status: 'timed-out', deadline: 'total' });
    await world.allEnd();
  });

  test('prints the result after Ctrl-C', async () => {
    const world = await openCodexWorld({ respond: hang() });
    const program = world.startCcx([...RUN, 'hi']);
    await until(() => world.api.calls().length > 0, { deadlineMs: 30_000, what: 'the request of the agent' });
    program.signal('SIGINT');
    const finished = await program.ended;
    expectExit(finished, 130);
    expect(resultOf(finished)).toMatchObject({ status: 'cancelled' });
    await world.allEnd();
  });

  test('goes on with a session', async () => {
    const world = await openCodexWorld({ respond: [say('One.'), say('Two.')] });
    const first = resultOf(await world.ccx([...RUN, 'first']));
    const finished = await world.ccx([...RUN, 'second', '--resume', first.last.summary.sessionId ?? 'none']);
    expectExit(finished, 0);
    expect(resultOf(finished).last.summary).toMatchObject({
      text: 'Two.',
      sessionId: first.last.summary.sessionId,
      // Codex tells the sum of the thread; this is the run's own share.
      usage: { input: 176, cacheRead: 1024, output: 42 },
    });
  });
});
