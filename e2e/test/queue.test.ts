import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { expectExit, openWorld } from '../support/world.ts';

describe('a backlog on one account', () => {
  test('is worked off in the order of its priorities, by the real Claude Code', async () => {
    const world = await openWorld({
      respond: ({ kind, prompt }) => (kind === 'main' ? say(`did ${prompt}`) : undefined),
    });
    expectExit(await world.ccx(['queue', 'add', 'the second']), 0);
    expectExit(await world.ccx(['queue', 'add', 'the first', '--priority', '1']), 0);
    const worked = await world.ccx(['queue', 'work', '--idle-exit', '--jsonl']);
    expectExit(worked, 0);
    const prompts = world.api.calls().flatMap(({ kind, prompt }) => (kind === 'main' ? [prompt] : []));
    expect(prompts).toEqual(['the first', 'the second']);
    const listed = await world.ccx(['queue', 'list', '--all', '--json']);
    const { items } = JSON.parse(listed.stdout);
    expect(items).toMatchObject([
      { seq: 2, state: 'done', result: { text: 'did the first' }, attempts: 0 },
      { seq: 1, state: 'done', result: { text: 'did the second' }, attempts: 0 },
    ]);
    await world.allEnd();
  });

  test('asks its person where a tool was denied, and goes on in the same session when it is allowed', async () => {
    const write = useTool('Write', { file_path: 'made.txt', content: 'once' });
    let turn = 0;
    const world = await openWorld({
      respond: ({ kind }) => (kind === 'main' ? [write, say('I may not.'), write, say('Made.')][turn++] : undefined),
    });
    expectExit(await world.ccx(['queue', 'add', 'make a file']), 0);
    const worked = await world.ccx(['queue', 'work', '--idle-exit']);
    expectExit(worked, 1);
    const shown = JSON.parse((await world.ccx(['queue', 'show', '1', '--json'])).stdout);
    expect(shown.item).toMatchObject({ state: 'needs-human', reason: expect.stringContaining('Write') });
    expectExit(await world.ccx(['queue', 'retry', '1', '--permission', 'edit']), 0);
    expectExit(await world.ccx(['queue', 'work', '--idle-exit']), 0);
    expect(readFileSync(join(world.home.cwd, 'made.txt'), 'utf8')).toBe('once');
    const again = JSON.parse((await world.ccx(['queue', 'show', '1', '--json'])).stdout);
    expect(again.item.state).toBe('done');
    expect(again.item.progress.sessionId).toBe(shown.item.progress.sessionId);
    await world.allEnd();
  });
});
