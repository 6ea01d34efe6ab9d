import { expect, test } from 'vitest';
import type { RunHandle, Runner, RunRecord } from '@ccx/contracts';
import { completedRun } from '@ccx/fake-agents';
import { resultOf } from './support/results.ts';
import { echoHandler, workshop } from './support/workshop.ts';

const MINUTE = 60_000;

test('what runs is shown with its process, its account and its key, and afterwards with its duration', async () => {
  const result = await resultOf({ costUsd: 1 });
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const runner: Runner = {
    run: () => completedRun(result),
    chain(request, need, router, { observers = [] } = {}): RunHandle {
      const play = async (): Promise<typeof result> => {
        const { reservation } = await router.next(need, []);
        if (reservation === null) throw new Error('no room');
        const child = { pid: 4711, startedAt: '1', domain: 'here' };
        const { cwd } = request;
        const at = '2026-01-01T00:00:00.000Z';
        const record: RunRecord = {
          runId: 'r1',
          target: reservation.target,
          owner: child,
          child,
          sessionId: 's1',
          cwd,
          startedAt: at,
          logPath: '/log',
          workItemId: null,
        };
        for (const observer of observers) observer.started?.(record);
        await over;
        await reservation.release();
        return result;
      };
      return { ...completedRun(result), result: play() };
    },
  };
  const shop = workshop({ runner });
  const [id] = await shop.add({ dedupKey: 'repo' });
  await shop.start();
  await shop.clock.advance(MINUTE);
  const line = {
    workType: 'echo',
    target: 'repo',
    startedAt: '2026-01-01T00:00:00.000Z',
    accountId: 'claude:/claude/work',
  };
  expect(await shop.manager.status()).toMatchObject({
    enabled: true,
    agentType: 'auto',
    agentAvailable: true,
    queueDepth: 0,
    active: [{ ...line, pid: 4711, status: 'running', durationMs: null }],
    recent: [],
    stats: { totalInvocations: 0 },
  });
  expect(await shop.manager.hasPendingWork()).toBe(true);
  expect((await shop.get(id)).progress).toMatchObject({ runId: 'r1', logPath: '/log', sessionId: 's1' });
  end();
  await shop.clock.advance(0);
  expect(await shop.manager.status()).toMatchObject({
    active: [],
    recent: [{ ...line, pid: 4711, status: 'completed', durationMs: MINUTE, error: null, exitCode: 0 }],
    stats: { totalInvocations: 1, successes: 1, failures: 0 },
  });
  expect(await shop.manager.hasPendingWork()).toBe(false);
  expect((await shop.get(id)).costUsd).toBe(1);
  await shop.end();
});

test('the last ten ends are kept, oldest first, and failures have their reason', async () => {
  const shop = workshop({
    config: { concurrency: 1 },
    limits: { maxAttempts: 1 },
    script: () => (_call, index) => (index === 11 ? { status: 'failed', failure: 'refused', detail: 'no' } : {}),
  });
  await shop.add(...Array.from({ length: 12 }, (_, at) => ({ dedupKey: `k${at}` })));
  await shop.start();
  await shop.clock.advance(MINUTE);
  const { recent, stats } = await shop.manager.status();
  expect(recent.map(({ target }) => target)).toEqual(Array.from({ length: 10 }, (_, at) => `k${at + 2}`));
  expect(recent.at(-1)).toMatchObject({ status: 'failed', error: 'claude/work (refused): no' });
  expect(stats).toEqual({ totalInvocations: 12, successes: 11, failures: 1 });
  await shop.end();
});

test('every listener hears of every end, also behind one that throws', async () => {
  const heard: string[] = [];
  const shop = workshop({
    script: () => [{ status: 'failed', failure: 'tool' }, {}],
    onComplete: [
      () => {
        throw new Error('deaf');
      },
      ({ outcome, item }) => heard.push(`${outcome.is} #${item.seq}`),
    ],
  });
  await shop.add({});
  await shop.start();
  await shop.clock.advance(2 * MINUTE);
  expect(heard).toEqual(['retry #1', 'done #1']);
  expect(shop.said).toContain('A listener failed: deaf');
  await shop.end();
});

test('follow-ups run in one claim and one session, on the account that has it, and their costs add up', async () => {
  const shop = workshop({
    accounts: [{ name: 'claude/work' }, { name: 'claude/private' }],
    handlers: [
      echoHandler(workshop({ accounts: [{ name: 'claude/work' }, { name: 'claude/private' }] }).accounts, {
        finish: async (_payload, end, item) =>
          'skipAgent' in end || (item.progress?.round ?? 0) >= 2
            ? { is: 'done', result: item.progress?.costUsd }
            : {
                is: 'again',
                reason: 'not yet',
                request: { prompt: 'more', cwd: '/', permission: 'edit', session: { mode: 'resume', id: 's1' } },
              },
      }),
    ],
    script: () => ({ sessionId: 's1', costUsd: 0.5 }),
  });
  const [id] = await shop.add({ payload: 'first' });
  await shop.start();
  expect(shop.calls.map(({ request }) => request.prompt)).toEqual(['"first"', 'more', 'more']);
  expect(new Set(shop.calls.map(({ target }) => target.name)).size).toBe(1);
  expect(shop.calls.map(({ request }) => request.metadata)).toEqual([1, 2, 3].map(() => ({ workItemId: id })));
  expect(await shop.get(id)).toMatchObject({ state: 'done', result: 1.5, progress: { round: 2, sessionId: 's1' } });
  expect(await shop.queue.attempts(id ?? '')).toHaveLength(1);
  await shop.end();
});

test('a handler that is never content ends with a person, not with the money', async () => {
  const again = {
    is: 'again',
    reason: 'never',
    request: { prompt: 'more', cwd: '/', permission: 'edit' },
  } as const;
  const shop = workshop({ handlers: [echoHandler(workshop().accounts, { finish: async () => again })] });
  const [id] = await shop.add({});
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'needs-human', reason: 'it was not done after 25 rounds' });
  expect(shop.calls).toHaveLength(25);
  await shop.end();
});

test('a result that the queue cannot keep is no reason to do the work again', async () => {
  const shop = workshop({ script: () => ({ text: 'x'.repeat(1_000) }), limits: { resultBytes: 500 } });
  const [id] = await shop.add({});
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'done', result: { notKept: expect.stringContaining('500') } });
  expect(shop.calls).toHaveLength(1);
  await shop.end();
});

test('a configuration that cannot be read leaves the last one in force', async () => {
  const shop = workshop();
  await shop.start();
  const { config } = shop;
  Object.defineProperty(shop, 'config', {
    configurable: true,
    get: () => {
      throw new Error('bad toml');
    },
  });
  const [id] = await shop.add({});
  await shop.clock.advance(0);
  expect((await shop.get(id)).state).toBe('done');
  expect(shop.said[0]).toContain('bad toml');
  Object.defineProperty(shop, 'config', { value: config });
  await shop.end();
});
