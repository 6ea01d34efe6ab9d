import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DUMMY_GEMINI_KEY, refuse, refuseCodeAssist, refuseDailyQuota, say, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { installedVersion } from '../support/places.ts';
import { expectExit } from '../support/world.ts';

// One model by name: the default makes one more request, to choose among several.
const HEADLESS = ['-o', 'stream-json', '--skip-trust', '-m', 'gemini-2.5-pro'];

/** The lines that Gemini CLI printed, parsed. */
function lines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the real Gemini CLI on the stand-in', () => {
  test('is the version that was installed', async () => {
    const world = await openGeminiWorld();
    expect((await world.gemini(['--version'])).stdout).toBe(`${installedVersion('gemini')}\n`);
  });

  test('with a key: answers, tells what it used, and keeps the chat', async () => {
    const world = await openGeminiWorld({ respond: say('Hello.') });
    const finished = await world.gemini([...HEADLESS, '-p', 'say hello']);
    expectExit(finished, 0);
    const printed = lines(finished.stdout);
    expect(printed.at(0)).toMatchObject({ type: 'init', model: 'gemini-2.5-pro' });
    expect(printed.at(-2)).toMatchObject({ type: 'message', role: 'assistant', content: 'Hello.', delta: true });
    expect(printed.at(-1)).toMatchObject({
      type: 'result',
      status: 'success',
      stats: { input_tokens: 1200, cached: 1024, output_tokens: 42, total_tokens: 1258, tool_calls: 0 },
    });
    const [call, ...others] = world.api.calls();
    expect(others).toEqual([]);
    expect(call).toMatchObject({ model: 'gemini-2.5-pro', prompt: 'say hello', codeAssist: false });
    expect(call?.headers['x-goog-api-key']).toBe(DUMMY_GEMINI_KEY);
    const chats = join(world.home.home, '.gemini/tmp/work/chats');
    const [chat = 'none', ...more] = readdirSync(chats);
    expect(more).toEqual([]);
    const session = String(printed.at(0)?.['session_id']);
    expect(chat).toMatch(new RegExp(`^session-[\\d-]+T[\\d-]+-${session.slice(0, 8)}\\.jsonl$`));
    expect(lines(readFileSync(join(chats, chat), 'utf8'))).toContainEqual(
      expect.objectContaining({ type: 'gemini', content: 'Hello.', model: 'gemini-2.5-pro' }),
    );
  });

  test('without a model by name asks a smaller one first, which takes nothing of the script', async () => {
    const world = await openGeminiWorld({ respond: [say('Hello.')] });
    const finished = await world.gemini(['-o', 'stream-json', '--skip-trust', '-p', 'say hello']);
    expectExit(finished, 0);
    expect(lines(finished.stdout).at(-2)).toMatchObject({ role: 'assistant', content: 'Hello.' });
    const [side, turn] = [world.api.calls('side'), world.api.calls()].map((calls) => calls.map(({ model }) => model));
    expect(side).toEqual([expect.stringContaining('lite')]);
    expect(turn).toHaveLength(1);
    expect(lines(finished.stdout).at(-1)).toMatchObject({
      stats: { input_tokens: 2400, models: { [side?.[0] ?? '']: {}, [turn?.[0] ?? '']: {} } },
    });
  });

  test('reads a file and gives it back to the model', async () => {
    const world = await openGeminiWorld({ respond: [useTool('read_file', { file_path: 'note.txt' }), say('Done.')] });
    writeFileSync(join(world.home.cwd, 'note.txt'), 'alpha');
    const finished = await world.gemini([...HEADLESS, '-p', 'read it']);
    expectExit(finished, 0);
    const printed = lines(finished.stdout);
    expect(printed).toContainEqual(expect.objectContaining({ type: 'tool_use', tool_name: 'read_file' }));
    expect(printed).toContainEqual(expect.objectContaining({ type: 'tool_result', status: 'success' }));
    expect(world.api.calls().at(1)?.toolOutputs.join()).toContain('alpha');
  });

  test('with Google: asks what is left before it asks the model', async () => {
    const world = await openGeminiWorld({ login: 'google', respond: say('Hello.') });
    const finished = await world.gemini([...HEADLESS, '-p', 'say hello']);
    expectExit(finished, 0);
    expect(lines(finished.stdout).at(-2)).toMatchObject({ role: 'assistant', content: 'Hello.' });
    expect(world.api.calls()).toMatchObject([{ model: 'gemini-2.5-pro', prompt: 'say hello', codeAssist: true }]);
    const asked = world.api.requests.map(({ path, status }) => `${path} ${status}`);
    const turn = asked.findIndex((request) => request.includes(':streamGenerateContent'));
    expect(asked.slice(0, turn)).toEqual(
      expect.arrayContaining(['/v1internal:loadCodeAssist 200', '/v1internal:retrieveUserQuota 200']),
    );
  });

  test.each([
    { limit: 'of a day', login: 'api-key' as const, refusal: refuseDailyQuota(), says: 'exhausted your daily quota' },
    {
      limit: 'of a plan',
      login: 'google' as const,
      refusal: refuseCodeAssist('QUOTA_EXHAUSTED', 'Quota exceeded for Gemini 2.5 Pro per day.', 18_750),
      says: 'per day',
    },
  ])('gives up at once at the limit $limit', async ({ login, refusal, says }) => {
    const world = await openGeminiWorld({ login, respond: refusal });
    const finished = await world.gemini([...HEADLESS, '-p', 'hi']);
    expectExit(finished, 429 % 256);
    expect(lines(finished.stdout).at(-1)).toMatchObject({
      type: 'result',
      status: 'error',
      error: { type: 'unknown', message: expect.stringContaining(says) },
    });
    expect(world.api.calls()).toHaveLength(1);
  });

  test('waits and asks again when it asks too often', async () => {
    const refusal = refuseCodeAssist('RATE_LIMIT_EXCEEDED', 'Slow down.', 1);
    const world = await openGeminiWorld({ login: 'google', respond: [refusal, say('Hello.')] });
    const finished = await world.gemini([...HEADLESS, '-p', 'hi']);
    expectExit(finished, 0);
    expect(finished.stderr).toMatch(/^Attempt 1 failed: [^]*Retrying after \d+ms\.\.\.$/m);
    expect(world.api.calls()).toHaveLength(2);
  });

  test('says that the key is wrong', async () => {
    const world = await openGeminiWorld({ respond: refuse(401, 'UNAUTHENTICATED', 'No such key.') });
    const finished = await world.gemini([...HEADLESS, '-p', 'hi']);
    expectExit(finished, 401 % 256);
    expect(lines(finished.stdout).at(-1)).toMatchObject({
      error: { message: expect.stringContaining('No such key.') },
    });
  });

  // Its clean-up takes the empty chat that a resumed session leaves for a broken one, and deletes all chats with the
  // same eight characters. While this holds, ccx does not resume.
  test('goes on with a session of an earlier minute, and deletes it at its next start', async () => {
    const world = await openGeminiWorld({ respond: [say('One.'), say('Two.'), say('Other.')] });
    const session = randomUUID();
    const chats = join(world.home.home, '.gemini/tmp/work/chats');
    expectExit(await world.gemini([...HEADLESS, '--session-id', session, '-p', 'first']), 0);
    const [chat = 'none'] = readdirSync(chats);
    // The minute in which a session began decides by nothing but the name of its chat.
    const earlier = chat.replace(/^session-\d{4}/, 'session-2020');
    renameSync(join(chats, chat), join(chats, earlier));
    expectExit(await world.gemini([...HEADLESS, '--resume', session, '-p', 'second']), 0);
    expect(JSON.stringify(world.api.calls().at(-1)?.body['contents'])).toContain('"One."');
    expect(readdirSync(chats).toSorted()).toEqual([earlier, expect.stringContaining(session.slice(0, 8))]);
    expectExit(await world.gemini([...HEADLESS, '-p', 'something else']), 0);
    expect(readdirSync(chats)).not.toContain(earlier);
    const lost = await world.gemini([...HEADLESS, '--resume', session, '-p', 'third']);
    expectExit(lost, 42);
    expect(lost.stderr).toContain('Error resuming session');
  });

  test('does nothing without a login', async () => {
    const world = await openGeminiWorld({ login: 'none' });
    const finished = await world.gemini([...HEADLESS, '-p', 'hi']);
    expectExit(finished, 41);
    expect(finished.stderr).toContain('Please set an Auth method');
    expect(world.api.requests).toEqual([]);
  });
});
