import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { PLAN, startServer, startThread, startTurn, type Client } from './app-server-client.ts';
import { createLab, isLine, type Lab, type Line } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

describe('what a person has left', () => {
  const read = async (scenario: Scenario): Promise<Line> => {
    const client = await startServer(lab, scenario);
    return await client.ask(2, 'account/rateLimits/read');
  };

  test('is unknown without windows: null, and not allowed, not forbidden', async () => {
    const { result } = await read({ login: 'subscription' });
    expect(result).toMatchObject({
      ordinaryUsageAllowed: null,
      rateLimits: { limitId: 'codex', primary: null, secondary: null, credits: null, planType: 'plus' },
    });
  });

  test('is not allowed any more where a window is used up, and an unknown plan is called unknown', async () => {
    const quota = { fiveHour: { percent: 100, resetsIn: '1h' }, sevenDay: { percent: null } };
    const { result } = await read({ login: 'subscription', account: { plan: 'max' }, quota });
    expect(result).toMatchObject({
      ordinaryUsageAllowed: false,
      rateLimits: { primary: { usedPercent: 100 }, secondary: null, planType: 'unknown' },
    });
  });

  test.each([
    { scenario: { login: 'subscription', quota: { fails: 429 } }, status: '429 Too Many Requests' },
    { scenario: { login: 'subscription', quota: { fails: 500 } }, status: '500 Internal Server Error' },
    { scenario: { login: 'expired' }, status: '401 Unauthorized' },
  ] satisfies readonly { scenario: Scenario; status: string }[])(
    'is not told: $status',
    async ({ scenario, status }) => {
      const { error } = await read(scenario);
      const call = 'failed to fetch codex rate limits: GET https://chatgpt.com/backend-api/wham/usage failed';
      expect(error).toMatchObject({ code: -32_603, message: expect.stringContaining(`${call}: ${status};`) });
    },
  );

  test('may come late, and holds up no other answer', async () => {
    const client = await startServer(lab, { ...PLAN, quota: { ...PLAN.quota, delay: '1h' } });
    client.send({ method: 'account/rateLimits/read', id: 2 });
    await client.ask(3, 'getAuthStatus', {});
    expect(client.received().some(({ id }) => id === 2)).toBe(false);
    expect(await client.end()).toMatchObject({ code: 0 });
  });

  test('tokens used are those of the threads in this home', async () => {
    const client = await startServer(lab, { ...PLAN, usage: { input: 10, cacheRead: 0, output: 5 } });
    await askOnce(client, 2);
    expect((await client.ask(9, 'account/usage/read'))['result']).toMatchObject({
      summary: { lifetimeTokens: 15, peakDailyTokens: 15, currentStreakDays: null },
      dailyUsageBuckets: [{ startDate: '2026-11-21', tokens: 15 }],
    });
  });
});

/** Plays one turn in a thread of its own; gives the thread's id. */
async function askOnce(client: Client, id: number): Promise<string> {
  const threadId = await startThread(client, id, { cwd: lab.project });
  await startTurn(client, id + 1, threadId);
  await client.notified('turn/completed');
  return threadId;
}

const ended = (client: Client): Line | undefined =>
  client.received().findLast(({ method }) => method === 'turn/completed');

describe('a turn', () => {
  test('that meets the limit fails: the reason in camel case, and the rollout tells the same', async () => {
    const client = await startServer(lab, { ...PLAN, steps: [{ limit: { resetsIn: '90m' } }] });
    await askOnce(client, 2);
    const failed = { message: expect.stringContaining('usage limit'), codexErrorInfo: 'usageLimitExceeded' };
    expect(ended(client)).toMatchObject({ params: { turn: { status: 'failed', error: failed, items: [] } } });
    expect(await client.notified('error')).toMatchObject({ params: { willRetry: false, error: failed } });
    const states = client
      .received()
      .flatMap(({ method, params }) => (method === 'thread/status/changed' ? [params] : []));
    expect(states.at(-1)).toMatchObject({ status: { type: 'systemError' } });
    expect(rollout()).toContain('"codex_error_info":"usage_limit_exceeded"');
    expect(rollout()).toContain('"originator":"ccx"');
  });

  test('whose request is made again says so, with the status of the failure', async () => {
    const client = await startServer(lab, { ...PLAN, steps: [{ fail: 'busy-429', retries: 1, retryDelay: 1 }] });
    await askOnce(client, 2);
    expect(client.received().find(({ method }) => method === 'error')).toMatchObject({
      params: {
        willRetry: true,
        error: {
          message: 'Reconnecting... 1/1',
          codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: 429 } },
          additionalDetails: 'exceeded retry limit, last status: 429 Too Many Requests',
        },
      },
    });
    expect(ended(client)).toMatchObject({
      params: { turn: { error: { codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } } } } },
    });
  });

  test('under way is interrupted once, and takes further input as its own', async () => {
    const client = await startServer(lab, { ...PLAN, steps: [{ text: 'One moment.' }, { hang: true }] });
    const threadId = await startThread(client, 2, { cwd: lab.project });
    const turnId = await startTurn(client, 3, threadId);
    await client.notified('item/agentMessage/delta');
    expect(await startTurn(client, 4, threadId)).toBe(turnId);
    expect(await client.ask(5, 'turn/interrupt', { threadId, turnId })).toEqual({ id: 5, result: {} });
    expect(await client.notified('turn/completed')).toMatchObject({
      params: { turn: { id: turnId, status: 'interrupted' } },
    });
    expect(await client.ask(6, 'turn/interrupt', { threadId, turnId })).toMatchObject({
      error: { code: -32_600, message: 'no active turn to interrupt' },
    });
    expect(rollout()).toContain('"type":"turn_aborted"');
  });

  test('is followed by the next of the same thread, whose tokens add up', async () => {
    const client = await startServer(lab, { ...PLAN, turns: [[{ text: 'One.' }], [{ text: 'Two.' }]] });
    await startTurn(client, 8, await askOnce(client, 2));
    await client.notified('turn/completed', 2);
    expect(ended(client)).toMatchObject({ params: { turn: { items: [{ text: 'Two.' }] } } });
    const totals = client
      .received()
      .flatMap(({ method, params }) => (/tokenUsage/.test(String(method)) ? [params] : []));
    expect(totals.at(-1)).toMatchObject({ tokenUsage: { total: { totalTokens: 2484 }, last: { totalTokens: 1242 } } });
  });

  test('under way ends with the input, and the server with 0', async () => {
    const client = await startServer(lab, { ...PLAN, steps: [{ text: 'One moment.' }, { hang: true }] });
    await startTurn(client, 3, await startThread(client, 2, { cwd: lab.project }));
    await client.notified('item/agentMessage/delta');
    expect(await client.end()).toMatchObject({ code: 0, signal: null });
    expect(ended(client)).toBeUndefined();
  });

  test('makes its thread part of the list, with those of other servers, but not those of exec', async () => {
    mkdirSync(join(lab.project, '.git'));
    await lab.run(['exec', 'from exec'], { agent: 'codex', scenario: PLAN, stdin: '' });
    const first = await startServer(lab);
    const threadId = await askOnce(first, 2);
    await first.end();
    const client = await startServer(lab);
    expect((await client.ask(2, 'thread/list', {}))['result']).toMatchObject({
      data: [{ id: threadId, preview: 'go', originator: 'ccx', source: 'vscode', status: { type: 'idle' } }],
      nextCursor: null,
    });
  });

  test('of a thread in the read-only sandbox edits nothing, in workspace-write it does', async () => {
    const edit = { tool: 'Write', input: { file_path: 'new.txt', content: 'x' }, effect: true } as const;
    const scenario: Scenario = { ...PLAN, steps: [edit, { tool: 'mcp__demo__echo', output: 'hi' }, { text: 'Done.' }] };
    const client = await startServer(lab, scenario);
    await askOnce(client, 2);
    expect(readdirSync(lab.project)).toEqual([]);
    await startTurn(client, 11, await startThread(client, 10, { cwd: lab.project, sandbox: 'workspace-write' }));
    await client.notified('turn/completed', 2);
    expect(readdirSync(lab.project)).toEqual(['new.txt']);
    const items = client
      .received()
      .flatMap(({ method, params }) =>
        method === 'item/completed' && isLine(params) && isLine(params['item']) ? [params['item']] : [],
      );
    expect(items.find(({ type }) => type === 'fileChange')).toMatchObject({
      changes: [{ path: join(lab.project, 'new.txt'), kind: { type: 'add' } }],
      status: 'completed',
    });
    expect(items.find(({ type }) => type === 'mcpToolCall')).toMatchObject({ server: 'demo', tool: 'echo' });
  });
});

test('steps before its start and after its end are played, and its exit code can be another', async () => {
  const scenario: Scenario = { ...PLAN, atStart: [{ raw: 'no JSON' }], atExit: [{ stderr: 'gone' }], exitCode: 9 };
  const client = await startServer(lab, scenario);
  const ran = await client.end();
  expect(ran.code).toBe(9);
  expect(ran.text.startsWith('no JSON\n{')).toBe(true);
  expect(ran.stderr).toMatch(/gone\n$/);
});

describe('wrong calls', () => {
  test.each([
    { sent: { method: 'model/list' }, says: 'Invalid request: missing field `params`' },
    {
      sent: { method: 'thread/start', params: { cwd: 5 } },
      says: 'Invalid request: invalid type: integer `5`, expected a string',
    },
    {
      sent: { method: 'turn/start', params: { threadId: '01a1fba5-ddea-7b80-8cd3-c61903bd83d3', input: [] } },
      says: 'thread not found: 01a1fba5-ddea-7b80-8cd3-c61903bd83d3',
    },
    {
      sent: { method: 'turn/start', params: { threadId: 'nope', input: [] } },
      says: 'invalid thread id: invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `n` at 1',
    },
    { sent: { method: 'initialize', params: {} }, says: 'Already initialized' },
    { sent: { method: 'plugin/list', params: {} }, says: 'fake-codex: `plugin/list` is not scripted' },
  ])('are refused: $says', async ({ sent, says }) => {
    const client = await startServer(lab);
    client.send({ ...sent, id: 'x' });
    expect(await client.answer('x')).toMatchObject({ error: { message: says } });
  });

  test('that are no call are told on stderr and answered by nothing', async () => {
    const client = await startServer(lab);
    client.send('{not json');
    client.send('{"id":4}');
    await client.ask(5, 'getAuthStatus', {});
    expect(client.received().some(({ id }) => id === 4)).toBe(false);
    expect((await client.end()).stderr.match(/Failed to deserialize JSONRPCMessage/g)).toHaveLength(2);
  });

  test('a login in the home counts where the scenario says nothing', async () => {
    mkdirSync(join(lab.home, '.codex'));
    writeFileSync(join(lab.home, '.codex', 'auth.json'), '{"tokens":{"account_id":"acct-1"}}');
    const client = await startServer(lab, {});
    expect((await client.ask(2, 'account/read', {}))['result']).toMatchObject({
      account: { type: 'chatgpt' },
      workspaceRouting: { chatgptAccountId: 'acct-1' },
    });
  });
});

function rollout(): string {
  const folder = join(lab.home, '.codex', 'sessions');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}
