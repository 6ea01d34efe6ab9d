import { say } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import type { World } from '../support/world.ts';
import { expectExit, openWorld, resultOf } from '../support/world.ts';

/** One run with its own share of the session, in a world whose every call costs the same. */
async function run(world: World, prompt: string, ...args: readonly string[]) {
  const finished = await world.ccx(['run', prompt, '--json', ...args]);
  const result = resultOf(finished);
  expectExit(finished, 0);
  const { sessionId, usage, costUsd } = result.last.summary;
  if (sessionId === null || costUsd === null) throw new Error('the run has no session or no cost');
  return { sessionId, usage, costUsd };
}

describe('going on with a session', () => {
  test('--resume keeps the session and its memory, and each run costs its own share only', async () => {
    const world = await openWorld({ respond: [say('I will remember plum.'), say('It was plum.'), say('Still plum.')] });
    const first = await run(world, 'remember plum');
    const second = await run(world, 'which word?', '--resume', first.sessionId);
    const third = await run(world, 'and now?', '--resume', first.sessionId);
    expect([second.sessionId, third.sessionId]).toEqual([first.sessionId, first.sessionId]);
    expect(world.api.calls()[1]?.conversation).toMatch(/remember plum[^]*I will remember plum[^]*which word/);
    for (const later of [second, third]) {
      expect(later.usage).toEqual(first.usage);
      expect(later.costUsd).toBeCloseTo(first.costUsd, 6);
    }
  });

  test('--fork leaves the session as it was, and costs its own share only', async () => {
    const world = await openWorld({ respond: [say('I will remember plum.'), say('Forked.'), say('The first again.')] });
    const first = await run(world, 'remember plum');
    const fork = await run(world, 'go another way', '--resume', first.sessionId, '--fork');
    expect(fork.sessionId).not.toBe(first.sessionId);
    expect(world.api.calls()[1]?.conversation).toContain('I will remember plum.');
    expect(fork.usage).toEqual(first.usage);
    expect(fork.costUsd).toBeCloseTo(first.costUsd, 6);
    await run(world, 'still there?', '--resume', first.sessionId);
    expect(world.api.calls()[2]?.conversation).not.toContain('go another way');
  });

  test('that does not exist is a failure that names it', async () => {
    const world = await openWorld();
    const unknown = '00000000-0000-4000-8000-000000000000';
    const finished = await world.ccx(['run', 'hi', '--json', '--resume', unknown]);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({
      status: 'failed',
      failure: { detail: expect.stringContaining(unknown) },
    });
    expect(world.api.calls()).toEqual([]);
  });
});
