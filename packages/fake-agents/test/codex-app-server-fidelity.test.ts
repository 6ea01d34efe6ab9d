import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { openServer, PLAN } from './app-server-client.ts';
import { createLab, isLine, parseLines, type Lab, type Line } from './run-fake.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'codex');
const OUR_MODELS = ['gpt-6.1-sol', 'gpt-6-astra', 'gpt-6-luna', 'gpt-5.5'];

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

describe('the app-server answers as the recorded one', () => {
  test.each([
    { name: 'appserver-chatgpt-ratelimits', scenario: PLAN },
    { name: 'appserver-api-key', scenario: { login: 'api-key' } },
    { name: 'appserver-no-auth', scenario: { login: 'none' } },
    { name: 'appserver-usage-401', scenario: { login: 'subscription', quota: { fails: 401 } } },
    { name: 'appserver-usage-500', scenario: { login: 'subscription', quota: { fails: 500 } } },
    { name: 'appserver-not-initialized', scenario: PLAN },
  ] satisfies readonly { name: string; scenario: Scenario }[])('$name', async ({ name, scenario }) => {
    const client = openServer(lab, scenario);
    const all = recorded(name);
    for (const { message } of all.filter(({ fromClient }) => fromClient)) {
      client.send(message);
      if (message['id'] !== undefined) await client.answer(message['id']);
    }
    expect(await client.end()).toMatchObject({ code: 0 });
    const theirs = all.flatMap(({ fromClient, message }) => (fromClient ? [] : [message]));
    const answers = (lines: readonly Line[]): unknown => lines.filter(({ id }) => id !== undefined).map(comparable);
    expect(answers(client.received())).toEqual(answers(theirs));
    const notices = (lines: readonly Line[]): unknown =>
      lines.filter(({ method }) => method !== undefined).map((line) => shape(line));
    expect(notices(client.received())).toEqual(notices(theirs));
  });

  test('appserver-turn: the same notifications in the same order, with the same keys', async () => {
    const client = openServer(lab, {
      ...PLAN,
      quota: {
        fiveHour: { percent: 37.5, resetsIn: '90m' },
        sevenDay: { percent: 61, resetsIn: '3d' },
        // Known, and yet not announced.
        credits: { usedUsd: 7.5, limitUsd: 20 },
      },
      usage: { input: 176, cacheRead: 1024, output: 42 },
      steps: [
        { thinking: '**Plan**' },
        { tool: 'Bash', input: { command: 'echo hi' }, output: 'hi' },
        { text: 'Hello.', pieceLength: 2 },
      ],
    });
    const all = recorded('appserver-turn');
    let thread: unknown = null;
    for (const { message } of all.filter(({ fromClient }) => fromClient)) {
      const { id, method } = message;
      const params = isLine(message['params']) ? message['params'] : {};
      const mine = method === 'turn/start' ? { params: { ...params, threadId: thread } } : {};
      if (method === 'thread/list') await client.notified('turn/completed');
      client.send({ ...message, ...mine });
      if (id === undefined) continue;
      const { result } = await client.answer(id);
      if (method === 'thread/start' && isLine(result) && isLine(result['thread'])) thread = result['thread']['id'];
    }
    expect(await client.end()).toMatchObject({ code: 0 });
    const theirs = all.flatMap(({ fromClient, message }) => (fromClient ? [] : [message]));
    const answers = (lines: readonly Line[]): unknown =>
      lines.flatMap(({ id, result }) => (id === undefined ? [] : [shape(result)]));
    expect(answers(client.received())).toEqual(answers(theirs));
    // A fast command ends before the model's answer is through, a slow one after it: tokens come at either place.
    const counts = /tokenUsage|rateLimits|mcpServer|account\/updated/;
    const notices = (lines: readonly Line[]): readonly Line[] =>
      lines.filter(({ method }) => typeof method === 'string' && !counts.test(method));
    expect(notices(client.received()).map(shape)).toEqual(notices(theirs).map(shape));
    const sums = (lines: readonly Line[]): unknown =>
      lines.filter(({ method }) => /tokenUsage|rateLimits/.test(String(method))).map(unlocated);
    expect(sums(client.received())).toEqual(sums(theirs));
  });
});

/** What the recorded client and server said to each other. */
function recorded(name: string): readonly { readonly fromClient: boolean; readonly message: Line }[] {
  return parseLines(readFileSync(join(FIXTURES, name, 'rpc.jsonl'), 'utf8')).map(({ dir, msg }) => ({
    fromClient: dir === 'client->server',
    message: isLine(msg) ? msg : {},
  }));
}

/** Without what differs from machine to machine and from run to run; the models that are ours, and the keys of their rows. */
function comparable(line: Line): unknown {
  const { id, result } = line;
  if (isLine(result) && Array.isArray(result['data'])) {
    const models = result['data'].filter(isLine).filter((model) => OUR_MODELS.includes(String(model['id'])));
    return {
      id,
      models: models.map(({ displayName, description, supportedReasoningEfforts: efforts, ...rest }) => [
        displayName,
        description,
        efforts,
        Object.keys(rest),
      ]),
    };
  }
  if (isLine(result) && 'summary' in result) return { id, keys: Object.keys(result).sort() };
  return unlocated(line);
}

function unlocated(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/\(([A-Z]\w+) [^)]*\) [\w-]+ \(/g, '(SYSTEM) TERM (')
    .replaceAll(/"codexHome":"[^"]*"/g, '"codexHome":"HOME"')
    .replaceAll(/GET https?:\/\/[^/]+\//g, 'GET URL/')
    .replaceAll(/"userId":"[^"]*"/g, '"userId":"ID"')
    .replaceAll(/"(threadId|turnId)":"[^"]*"/g, '"$1":"ID"')
    .replaceAll(/"(emittedAtMs|resetsAt)":\d+/g, '"$1":0')
    .replaceAll(/"reasoningOutputTokens":\d+/g, '"reasoningOutputTokens":0');
  return JSON.parse(text);
}

/** What the machine decides. */
const OWN = new Set(['serverName', 'modelProvider', 'cwd', 'runtimeWorkspaceRoots', 'codexHome', 'path']);

/** Keys and kinds of values, all the way down; texts that are words of the protocol stay. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === 'string') return /^[\w/]{1,30}$/.test(value) && !/\d/.test(value) ? value : 'text';
  if (!isLine(value)) return value === null ? null : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([key, inner]) => [/^[0-9a-f-]{36}$/.test(key) ? 'ID' : key, OWN.has(key) ? 'own' : shape(inner)]),
  );
}
