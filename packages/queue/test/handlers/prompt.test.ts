import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorkItem } from '@ccx/contracts';
import { createFakeClock, createTempHome, until, type TempHome } from '@ccx/testkit';
import { parsePrompt } from '../../src/handlers/prompt-payload.ts';
import { createPromptHandler } from '../../src/handlers/prompt.ts';
import { testAccounts } from '../manager/support/accounts.ts';
import { resultOf } from '../manager/support/results.ts';
import { workshop, type Workshop } from '../manager/support/workshop.ts';

let home: TempHome;
beforeEach(async () => {
  home = await createTempHome();
});
afterEach(() => home.remove());

const clock = createFakeClock();
const { need } = testAccounts(clock, [{ name: 'claude/work' }]);
const item: WorkItem = {
  id: 'i1',
  seq: 1,
  type: 'prompt',
  payload: null,
  priority: 100,
  onEffects: 'resume',
  state: 'running',
  createdAt: clock.now(),
  attempts: 0,
  lastError: null,
  progress: null,
};
const ENV = { PATH: process.env['PATH'] };

test('the request is the payload’s, two hours long, and names its item; the model is for the account to have', async () => {
  const handler = createPromptHandler({ need, clock, env: ENV });
  const payload = parsePrompt({
    prompt: 'mend it',
    cwd: '/repo',
    permission: 'edit',
    title: 'Mend',
    model: 'opus',
    worktree: { name: 'mend', fresh: true },
    verify: { command: 'true' },
    allowDenied: true,
    ifWindowClosed: true,
  });
  expect(await handler.prepare(payload, { ...item, lane: 'claude/work' })).toEqual({
    request: {
      prompt: 'mend it',
      cwd: '/repo',
      permission: 'edit',
      timeoutMs: 7_200_000,
      worktree: { name: 'mend' },
      metadata: { workItemId: 'i1', title: 'Mend' },
    },
    need: { agents: ['claude'], only: ['claude:/claude/work'], pinned: true, model: 'opus', attended: false },
  });
});

test('a prompt that is to open a window runs only where none is open, also where that is not known', async () => {
  const payload = parsePrompt({ prompt: 'ok', cwd: '/', ifWindowClosed: true });
  const asked: string[] = [];
  const of = (open: boolean | null): ReturnType<ReturnType<typeof createPromptHandler>['prepare']> =>
    createPromptHandler({
      need,
      clock,
      env: ENV,
      windowOpen: async (lane) => {
        asked.push(lane);
        return open;
      },
    }).prepare(payload, { ...item, lane: 'claude/work' });
  expect(await of(true)).toEqual({ skipAgent: 'the 5-hour window of claude/work is open already' });
  expect(await of(false)).toHaveProperty('request');
  expect(await of(null)).toHaveProperty('request');
  expect(asked).toEqual(['claude/work', 'claude/work', 'claude/work']);
  const plain = parsePrompt({ prompt: 'ok', cwd: '/' });
  expect(
    await createPromptHandler({ need, clock, env: ENV, windowOpen: async () => true }).prepare(plain, item),
  ).toHaveProperty('request');
});

test('what was skipped is done, and says why', async () => {
  const handler = createPromptHandler({ need, clock, env: ENV });
  const outcome = await handler.finish(parsePrompt({ prompt: 'ok', cwd: '/' }), { skipAgent: 'open' }, item);
  expect(outcome).toEqual({ is: 'done', result: { skipped: 'open' } });
});

test('the result holds the answer, cut short and without secrets, and where to find the rest', async () => {
  const handler = createPromptHandler({ need, clock, env: ENV });
  const result = await resultOf({ text: `${'x'.repeat(20_000)} sk-ant-abcdefghijklm`, sessionId: 's1', costUsd: 0.25 });
  const outcome = await handler.finish(parsePrompt({ prompt: 'ok', cwd: '/' }), result, item);
  expect(outcome).toMatchObject({
    is: 'done',
    result: { sessionId: 's1', account: 'work', accountId: 'claude:/claude/work', costUsd: 0.25, worktree: null },
  });
  if (outcome.is !== 'done') return;
  const { text } = outcome.result as { text: string };
  expect(text).toMatch(/\[redacted\]$/);
  expect(text.length).toBeLessThan(17_000);
});

test('the check runs in the worktree of the run', async () => {
  const handler = createPromptHandler({ need, clock, env: ENV });
  const result = await resultOf({});
  const last = { ...result.last, worktree: { path: home.cwd, branch: 'ccx/mend', base: 'abc' } };
  await writeFile(join(home.cwd, 'made'), '');
  const payload = parsePrompt({ prompt: 'ok', cwd: home.home, verify: { command: 'test -e made' } });
  expect(await handler.finish(payload, { ...result, last }, item)).toMatchObject({ is: 'done' });
  expect((await handler.finish(payload, result, item)).is).not.toBe('done');
});

/** A manager with one prompt whose check fails until the agent was called `passes` times. */
async function checked(
  passes: number,
  rounds: number,
  account: string = 'claude/work',
): Promise<Workshop & { id: string }> {
  let calls = 0;
  const accounts = [{ name: account }];
  const shop = workshop({
    accounts,
    handlers: [createPromptHandler({ need: testAccounts(clock, accounts).need, clock, env: ENV })],
    script: () => () => {
      calls += 1;
      return { sessionId: 's1', costUsd: 1, until: writeFile(join(home.cwd, 'calls'), String(calls)) };
    },
  });
  const command = `echo "seen $(cat calls)"; test "$(cat calls)" -ge ${passes}`;
  const payload = { prompt: 'mend it', cwd: home.cwd, permission: 'edit', verify: { command, rounds } };
  const [id = ''] = await shop.add({ type: 'prompt', payload });
  await shop.start();
  await until(async () => (await shop.queue.get(id))?.endedAt ?? (await shop.get(id)).state === 'needs-human');
  return Object.assign(shop, { id });
}

test('a failed check goes back to the agent with the end of its output, in its session, until it passes', async () => {
  const shop = await checked(3, 5);
  expect(await shop.get(shop.id)).toMatchObject({ state: 'done', result: { checkRounds: 2, costUsd: 3 } });
  expect(shop.calls).toHaveLength(3);
  expect(shop.calls[2]?.request).toMatchObject({
    prompt: expect.stringMatching(/The work is not done: the check `.*` ended with 1[\s\S]*seen 2/),
    session: { mode: 'resume', id: 's1' },
    permission: 'edit',
  });
  await shop.end();
});

test('after the last round a person is asked', async () => {
  const shop = await checked(99, 2);
  expect(shop.calls).toHaveLength(3);
  expect(await shop.get(shop.id)).toMatchObject({
    state: 'needs-human',
    reason: expect.stringMatching(/ended with 1 after 2 rounds: seen 3/),
  });
  await shop.end();
});

test('an agent that cannot resume gets no second round', async () => {
  const shop = await checked(2, 2, 'gemini');
  expect(shop.calls).toHaveLength(1);
  expect(await shop.get(shop.id)).toMatchObject({
    state: 'needs-human',
    reason: expect.stringContaining('its session cannot be gone on with'),
  });
  await shop.end();
});
