import { CcxError, type AgentEvent, type Router, type RunRequest, type RunTarget } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { completedRun, createMockRunner } from '@ccx/fake-agents';

const request: RunRequest = { prompt: 'hi', cwd: '/tmp', permission: 'safe' };
const target: RunTarget = {
  account: { agent: 'claude', configDir: null, id: 'claude:default' },
  name: 'work',
  model: 'opus',
  billing: null,
};
const event: AgentEvent = {
  seq: 0,
  at: '2026-11-21T01:00:00.000Z',
  sessionId: null,
  parentToolUseId: null,
  raw: '',
  type: 'notice',
  text: 'x',
};

test('each call gets the next run of the script, and is remembered', async () => {
  const runner = createMockRunner([
    { text: 'one', costUsd: 0.5 },
    { status: 'limited', resetsAt: '2026-11-21T03:00:00.000Z' },
  ]);
  const first = await runner.run(request, target).result;
  expect(first).toMatchObject({
    status: 'success',
    schemaVersion: 1,
    last: { target, summary: { text: 'one', costUsd: 0.5, costBasis: 'vendor', model: 'opus' } },
  });
  const second = await runner.run({ ...request, prompt: 'again' }, target).result;
  expect(second).toMatchObject({
    status: 'limited',
    failure: { class: 'limit', limit: { verdict: 'rejected', resetsAt: '2026-11-21T03:00:00.000Z' } },
  });
  expect(second.last.summary.limits).toHaveLength(1);
  expect(runner.calls.map((call) => call.request.prompt)).toEqual(['hi', 'again']);
});

test('a script that is used up is an error of the test', async () => {
  const runner = createMockRunner([{}]);
  await runner.run(request, target).result;
  await expect(runner.run(request, target).result).rejects.toThrow('The script holds 1 runs and this is number 2.');
});

test('an unavailable runner refuses with an error that CcxError knows', async () => {
  const runner = createMockRunner({}, { available: false });
  const refused: unknown = await runner.run(request, target).result.catch((error: unknown) => error);
  expect(CcxError.is(refused, 'agent_missing')).toBe(true);
  runner.available = true;
  await expect(runner.run(request, target).result).resolves.toMatchObject({ status: 'success' });
});

test('chain runs on the first reservation and releases it', async () => {
  const seen: string[] = [];
  const reservation = { target: { ...target, name: 'spare' }, release: async () => void seen.push('released') };
  const router: Router = { next: async () => ({ reservation, earliest: null, candidates: [] }) };
  const need = { agents: [], only: [], pinned: false, model: null, attended: true };
  const runner = createMockRunner({ text: 'done' });
  const result = await runner.chain(request, need, router).result;
  expect(result.last.target.name).toBe('spare');
  expect(seen).toEqual(['released']);
  const empty: Router = { next: async () => ({ reservation: null, earliest: null, candidates: [] }) };
  const refused: unknown = await runner.chain(request, need, empty).result.catch((error: unknown) => error);
  expect(CcxError.is(refused, 'no_candidate')).toBe(true);
});

test('observers and the reader hear the events; an observer that throws disturbs nobody', async () => {
  const heard: string[] = [];
  const runner = createMockRunner<AgentEvent>({ events: [event, event] });
  const handle = runner.run(request, target, {
    observers: [
      {
        started: () => {
          throw new Error('observer');
        },
      },
      { started: () => heard.push('started'), event: () => heard.push('event'), ended: () => heard.push('ended') },
    ],
  });
  const read: AgentEvent[] = [];
  for await (const next of handle) read.push(next);
  expect(read).toHaveLength(2);
  expect(heard).toEqual(['started', 'event', 'event', 'ended']);
});

test.each(['interrupt', 'kill', 'signal', 'break'] as const)('a run under way is cancelled by %s', async (way) => {
  const controller = new AbortController();
  const runner = createMockRunner<AgentEvent>({ events: [event, event], until: new Promise(() => {}) });
  const handle = runner.run(request, target, { signal: controller.signal });
  if (way === 'interrupt') handle.interrupt();
  else if (way === 'kill') await handle.kill();
  else if (way === 'signal') controller.abort();
  else for await (const _ of handle) break;
  await expect(handle.result).resolves.toMatchObject({ status: 'cancelled' });
});

test('a completed run has its result at once and its events once per reader', async () => {
  const result = { runId: 'r1', status: 'success' };
  const handle = completedRun(result, { events: [event] });
  expect(handle.runId).toBe('r1');
  expect(await handle.result).toBe(result);
  const read: AgentEvent[] = [];
  for await (const next of handle) read.push(next);
  expect(read).toEqual([event]);
});
