import { codexLimits, drop, DUMMY_OPENAI_KEY, refuse, refuseUsageLimit, say, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { installedVersion } from '../support/places.ts';
import { expectExit } from '../support/world.ts';

const EXEC = ['exec', '--json', '--skip-git-repo-check'];

/** The lines that Codex printed, parsed. */
function lines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000);

describe('the real Codex on the stand-in', () => {
  test('is the version that was installed', async () => {
    const world = await openCodexWorld();
    expect((await world.codex(['--version'])).stdout).toBe(`codex-cli ${installedVersion('codex')}\n`);
  });

  test('with a key: answers, and tells what it used', async () => {
    const world = await openCodexWorld({ respond: say('Hello.') });
    const finished = await world.codex([...EXEC, 'say hello']);
    expectExit(finished, 0);
    const printed = lines(finished.stdout);
    expect(printed.at(0)).toMatchObject({ type: 'thread.started' });
    expect(printed.at(-2)).toMatchObject({ item: { type: 'agent_message', text: 'Hello.' } });
    expect(printed.at(-1)).toMatchObject({
      type: 'turn.completed',
      usage: { input_tokens: 1200, cached_input_tokens: 1024, output_tokens: 42, reasoning_output_tokens: 16 },
    });
    const [call, ...others] = world.api.calls();
    expect(others).toEqual([]);
    expect(call?.prompt).toBe('say hello');
    expect(call?.threadId).toBe(printed.at(0)?.['thread_id']);
    expect(call?.headers['authorization']).toBe(`Bearer ${DUMMY_OPENAI_KEY}`);
  });

  test('runs a command and gives its output back to the model', async () => {
    const world = await openCodexWorld({ respond: [useTool('exec_command', { cmd: 'echo alpha' }), say('Done.')] });
    const finished = await world.codex([...EXEC, '-s', 'danger-full-access', 'run it']);
    expectExit(finished, 0);
    const items = lines(finished.stdout).map(({ item }) => item);
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'command_execution', aggregated_output: 'alpha\n', exit_code: 0 }),
    );
    expect(world.api.calls().at(1)?.toolOutputs.join()).toContain('alpha');
  });

  test.each([
    { cmd: 'touch new.txt', why: 'Read-only file system' },
    {
      cmd: "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: new.txt\n+a\n*** End Patch\nEOF",
      why: 'read-only sandbox',
    },
  ])('shows no item of what its sandbox refused, or a failed one ($why)', async ({ cmd, why }) => {
    const world = await openCodexWorld({ respond: [useTool('exec_command', { cmd }), say('No.')] });
    const finished = await world.codex([...EXEC, '-s', 'read-only', 'write']);
    expectExit(finished, 0);
    const items = lines(finished.stdout).filter(({ type }) => type === 'item.completed');
    expect(items.at(-1)).toMatchObject({ item: { type: 'agent_message', text: 'No.' } });
    // Seen with the same command: mostly nothing, sometimes the failure.
    for (const { item } of items.slice(0, -1)) expect(item).toMatchObject({ status: 'failed' });
    expect(world.api.calls().at(1)?.toolOutputs.join()).toContain(why);
    expect(JSON.stringify(world.rollout())).toContain('"type":"function_call"');
  });

  test('with ChatGPT: a used-up plan stops it at once, and its rollout says when the window resets', async () => {
    const resetsAt = inHours(1.5);
    const headers = codexLimits({
      primary: { usedPercent: 100, windowMinutes: 300, resetsAt },
      secondary: { usedPercent: 44, windowMinutes: 10_080, resetsAt: inHours(90) },
    });
    const world = await openCodexWorld({ login: 'chatgpt', respond: refuseUsageLimit(resetsAt, { headers }) });
    const finished = await world.codex([...EXEC, 'hi']);
    expectExit(finished, 1);
    expect(lines(finished.stdout).at(-1)).toMatchObject({
      type: 'turn.failed',
      error: { message: expect.stringContaining('You’ve hit your usage limit.') },
    });
    expect(world.api.calls()).toHaveLength(1);
    expect(world.api.calls()[0]?.headers['chatgpt-account-id']).toMatch(/^acct-/);
    expect(JSON.stringify(world.rollout())).toContain(`"resets_at":${resetsAt.getTime() / 1000}`);
  });

  test.each([
    { when: 'that names a delay', headers: { 'retry-after': '1' }, calls: 2 },
    { when: 'that names none', headers: {}, calls: 1 },
  ])('asks $calls times on an overload $when, then gives up', async ({ headers, calls }) => {
    const world = await openCodexWorld({ respond: refuse(429, 'rate_limit_exceeded', 'Slow down.', headers) });
    const finished = await world.codex([...EXEC, 'hi']);
    expectExit(finished, 1);
    expect(lines(finished.stdout).at(-1)).toEqual({
      type: 'turn.failed',
      error: { message: 'exceeded retry limit, last status: 429 Too Many Requests' },
    });
    expect(world.api.calls()).toHaveLength(calls);
  });

  test.each([
    {
      what: 'HTTP 500',
      respond: refuse(500, 'server_error', 'Oops.'),
      says: 'We’re currently experiencing high demand',
    },
    { what: 'HTTP 403', respond: refuse(403, 'forbidden', 'No.'), says: 'unexpected status 403 Forbidden: No., url: ' },
    { what: 'a cut connection', respond: drop(), says: 'stream disconnected before completion: error sending request' },
  ])('words $what, and asks again before it gives up', async ({ respond, says }) => {
    const world = await openCodexWorld({ respond });
    const finished = await world.codex([...EXEC, 'hi']);
    expectExit(finished, 1);
    const messages = lines(finished.stdout).flatMap(({ type, message }) => (type === 'error' ? [message] : []));
    expect(messages).toEqual([
      expect.stringContaining(`Reconnecting... 1/1 (${says}`),
      expect.stringMatching(new RegExp(`^${says}`)),
    ]);
  });

  test('says that the key is wrong', async () => {
    const world = await openCodexWorld({ respond: refuse(401, 'invalid_api_key', 'Incorrect API key provided.') });
    const finished = await world.codex([...EXEC, 'hi']);
    expectExit(finished, 1);
    expect(lines(finished.stdout).at(-1)).toMatchObject({
      type: 'turn.failed',
      error: { message: expect.stringContaining('401 Unauthorized: Incorrect API key provided.') },
    });
  });

  test('goes on with a thread, whose usage adds up', async () => {
    const world = await openCodexWorld({ respond: [say('one'), say('two')] });
    const first = lines((await world.codex([...EXEC, 'first'])).stdout);
    const thread = String(first.at(0)?.['thread_id']);
    const finished = await world.codex(['exec', 'resume', '--json', '--skip-git-repo-check', thread, 'second']);
    expectExit(finished, 0);
    const second = lines(finished.stdout);
    expect(second.at(0)).toEqual({ type: 'thread.started', thread_id: thread });
    expect(second.at(-1)).toMatchObject({ usage: { input_tokens: 2400, output_tokens: 84 } });
    expect(JSON.stringify(world.api.calls().at(1)?.body['input'])).toContain('"one"');
  });

  test.each([
    { login: 'none' as const, code: 1, says: 'Not logged in' },
    { login: 'api-key' as const, code: 0, says: 'API key configured' },
    { login: 'chatgpt' as const, code: 0, says: 'Logged in using ChatGPT' },
  ])('takes the login "$login" for what it is', async ({ login, code, says }) => {
    const world = await openCodexWorld({ login });
    const finished = await world.codex(['login', 'status']);
    expectExit(finished, code);
    expect(finished.stdout + finished.stderr).toContain(says);
  });
});
