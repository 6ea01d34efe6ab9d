import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, unifiedLimits, until, usageBody, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openAccountsWorld } from '../support/accounts-world.ts';
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

describe('a window that is opened before the working day', () => {
  test('is opened by a prompt that comes again, and left alone while it is open', async () => {
    const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5 * 3_600_000);
    let opened = false;
    const usage = (): Record<string, unknown> =>
      usageBody({
        five_hour: opened ? { utilization: 1, resets_at: resetsAt.toISOString() } : { utilization: 0, resets_at: null },
      });
    // What a run is told of its window, as all are.
    const headers = unifiedLimits({ fiveHour: { status: 'allowed', utilization: 0.01, resetsAt } });
    const world = await openAccountsWorld({
      claude: {
        usage,
        respond: ({ kind }) => {
          if (kind !== 'main') return undefined;
          opened = true;
          return say('ok', { headers });
        },
      },
      profiles: ['work'],
    });
    // As at six on working days, only that a day takes four seconds.
    const add = ['queue', 'add', '--cron', '*/4 * * * * *', '--profile', 'work', '--if-window-closed', 'ok'];
    expectExit(await world.ccx(add), 0);
    const worker = world.startCcx(['queue', 'work', '--jsonl']);
    const ends = (): readonly { readonly number: number; readonly outcome: { readonly result: unknown } }[] =>
      worker.output.stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))
        .filter(({ type }) => type === 'ended');
    await until(() => ends().length >= 2, { deadlineMs: 30_000 });
    worker.signal('SIGINT');
    await worker.ended;
    const [first, second] = ends();
    expect(first).toMatchObject({ number: 1, outcome: { is: 'done', result: { text: 'ok', account: 'work' } } });
    expect(second).toMatchObject({
      number: 2,
      outcome: { is: 'done', result: { skipped: expect.stringContaining('open') } },
    });
    expect(world.asked()).toEqual([['work', 'ok']]);
    await world.allEnd();
  });
});
