import { readFileSync } from 'node:fs';
import { get, request } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import type { AnthropicApi, AnthropicApiOptions } from '../src/index.ts';
import { answer, drop, hang, refuse, say, startAnthropicApi, unifiedLimits, until, useTool } from '../src/index.ts';

const open: AnthropicApi[] = [];
async function start(options?: AnthropicApiOptions): Promise<AnthropicApi> {
  const api = await startAnthropicApi(options);
  open.push(api);
  return api;
}
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

/** A turn as the CLI asks for it: it offers tools. */
function turn(api: AnthropicApi, more: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> {
  const body = { model: 'claude-test-1', max_tokens: 100, tools: [{ name: 'Bash' }], messages: [], ...more };
  return fetch(`${api.url}/v1/messages?beta=true`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The data of server-sent events, parsed. */
function events(text: string): { type: string; [key: string]: unknown }[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''));
}

describe('the model', () => {
  test('answers turn after turn as the script says, and refuses when the script has ended', async () => {
    const api = await start({ respond: [useTool('Bash', { command: 'date' }), say('Done.')] });
    expect(await (await turn(api)).json()).toMatchObject({
      model: 'claude-test-1',
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'Bash', input: { command: 'date' }, id: expect.stringMatching(/^toolu_/) }],
    });
    expect(await (await turn(api)).json()).toMatchObject({
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: 'Done.' }],
      usage: { input_tokens: 12, output_tokens: 42 },
    });
    const third = await turn(api);
    expect(third.status).toBe(400);
    expect(await third.json()).toMatchObject({ error: { message: 'the script has no reply for turn 3' } });
  });

  test('goes on with another script, whose turns count from the first', async () => {
    const api = await start({ respond: [say('one')] });
    await turn(api);
    api.respond([say('two')]);
    expect(await (await turn(api)).json()).toMatchObject({ content: [{ text: 'two' }] });
  });

  test('streams an answer whose pieces make up the whole, also across characters of several units', async () => {
    const text = 'Grüße 🦊🦊🦊 und noch mehr davon';
    const api = await start({
      respond: answer(
        [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text },
          { type: 'tool_use', name: 'Write', input: { content: '🦊' } },
        ],
        { pieceLength: 3, outputTokens: 7 },
      ),
    });
    const sent = events(await (await turn(api, { stream: true })).text());
    const deltas = sent.filter((event) => event.type === 'content_block_delta');
    const pieces = (kind: string, key: string): string =>
      deltas
        .map(({ delta }) => delta as Record<string, string>)
        .filter(({ type }) => type === kind)
        .map((one) => one[key])
        .join('');
    expect(pieces('text_delta', 'text')).toBe(text);
    expect(pieces('thinking_delta', 'thinking')).toBe('hm');
    expect(JSON.parse(pieces('input_json_delta', 'partial_json'))).toEqual({ content: '🦊' });
    expect(sent.at(0)).toMatchObject({ type: 'message_start', message: { usage: { output_tokens: 1 } } });
    expect(sent.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 7 } });
    expect(sent.at(-1)).toEqual({ type: 'message_stop' });
  });

  test('gives every message, request and tool call its own id', async () => {
    const api = await start({ respond: useTool('Bash', {}) });
    const texts = await Promise.all([turn(api), turn(api)].map(async (one) => (await one).text()));
    const ids = texts.flatMap((text) => text.match(/(msg|toolu)_\w+/g) ?? []);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  test('asks a function about every call and answers side requests itself where it stays silent', async () => {
    const api = await start({ respond: (call) => (call.kind === 'main' ? say(`you said ${call.prompt}`) : undefined) });
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: '<system-reminder>be brief</system-reminder>' },
          { type: 'text', text: 'hi' },
        ],
      },
      { role: 'system', content: 'the environment' },
    ];
    expect(await (await turn(api, { messages })).json()).toMatchObject({ content: [{ text: 'you said hi' }] });
    const title = { tools: [], system: [{ type: 'text', text: 'Write a title for this coding session.' }], messages };
    expect(await (await turn(api, title)).json()).toMatchObject({
      content: [{ text: '{"title":"A scripted conversation"}' }],
    });
    await turn(api, { tools: [], max_tokens: 1, messages });
    await turn(api, { tools: [], messages });
    expect(api.requests.map(({ call }) => call?.kind)).toEqual(['main', 'title', 'quota', 'side']);
    expect(api.calls().map(({ prompt, index }) => ({ prompt, index }))).toEqual([{ prompt: 'hi', index: 0 }]);
  });

  test('shows a script the tool results and the whole conversation', async () => {
    const api = await start();
    await turn(api, {
      messages: [
        { role: 'user', content: 'list' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 't1', name: 'Bash', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'no' }], is_error: true },
          ],
        },
      ],
    });
    const [call] = api.calls();
    expect(call?.toolResults).toEqual([{ id: 't1', text: 'no', isError: true }]);
    expect(call?.conversation).toBe('list\nI look.\n');
    expect(call?.prompt).toBe('');
  });

  test('turns an exception of a script into a refusal that names it', async () => {
    const api = await start({
      respond: () => {
        throw new Error('typo');
      },
    });
    const response = await turn(api);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: 'the script failed: Error: typo' } });
  });
});

describe('failures', () => {
  test("a refusal has the vendor's shape, its status and its headers", async () => {
    const api = await start({ respond: refuse(529, 'overloaded_error', 'Overloaded', { 'retry-after': '1' }) });
    const response = await turn(api);
    expect(response.status).toBe(529);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    });
    expect(api.requests[0]?.status).toBe(529);
  });

  test('a dropped connection is an error on the other side', async () => {
    const api = await start({ respond: drop() });
    await expect(turn(api)).rejects.toThrow('fetch failed');
  });

  test('a hanging call never gets a status, and closing the API ends it', async () => {
    const api = await start({ respond: hang() });
    const waiting = turn(api).then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => api.calls().length === 1);
    expect(api.requests[0]?.status).toBeNull();
    await api.close();
    expect(await waiting).toBe('cut');
  });

  test.each([
    { how: 'cut' as const, options: { cutAfter: 2 } },
    { how: 'hang' as const, options: { hangAfter: 2 } },
  ])('a stream can $how after two pieces', async ({ how, options }) => {
    const api = await start({ respond: say('0123456789', { pieceLength: 2, ...options }) });
    const control = new AbortController();
    const { body } = await turn(api, { stream: true }, control.signal);
    let text = '';
    const reading = (async () => {
      for await (const chunk of body ?? []) text += Buffer.from(chunk).toString();
    })();
    const ended = reading.then(
      () => 'whole',
      () => 'broken',
    );
    await until(() => events(text).filter(({ type }) => type === 'content_block_delta').length === 2);
    if (how === 'hang') control.abort();
    expect(await ended).toBe('broken');
    expect(text).not.toContain('message_stop');
  });
});

describe('limit headers', () => {
  const resetsAt = new Date('2026-11-21T05:30:00.900Z');
  test('name the worst window and count in whole seconds', () => {
    expect(
      unifiedLimits({
        fiveHour: { status: 'rejected', utilization: 1, resetsAt, surpassedThreshold: 1 },
        sevenDay: { status: 'allowed', utilization: 0.44, resetsAt: new Date('2026-11-25T00:00:00Z') },
        overage: { status: 'rejected', disabledReason: 'overage_not_provisioned' },
      }),
    ).toEqual({
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': '1795239000',
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'anthropic-ratelimit-unified-5h-status': 'rejected',
      'anthropic-ratelimit-unified-5h-utilization': '1',
      'anthropic-ratelimit-unified-5h-reset': '1795239000',
      'anthropic-ratelimit-unified-5h-surpassed-threshold': '1',
      'anthropic-ratelimit-unified-7d-status': 'allowed',
      'anthropic-ratelimit-unified-7d-utilization': '0.44',
      'anthropic-ratelimit-unified-7d-reset': '1795564800',
      'anthropic-ratelimit-unified-overage-status': 'rejected',
      'anthropic-ratelimit-unified-overage-disabled-reason': 'overage_not_provisioned',
    });
  });

  test('travel with an answer', async () => {
    const headers = unifiedLimits({ fiveHour: { status: 'allowed', utilization: 0.1, resetsAt } });
    const api = await start({ respond: say('hi', { headers }) });
    expect((await turn(api)).headers.get('anthropic-ratelimit-unified-5h-utilization')).toBe('0.1');
  });
});

describe('the account behind the proxy', () => {
  test('any host is the same API with a certificate of its own, and every target is noted', async () => {
    const api = await start({ usage: { five_hour: { utilization: 12 } } });
    for (const host of ['api.anthropic.com', 'http-intake.logs.us5.datadoghq.com']) {
      expect(await throughProxy(api, host, '/api/oauth/usage?skip_spend=1')).toEqual({
        five_hour: { utilization: 12 },
      });
    }
    expect(api.proxied).toEqual(['api.anthropic.com:443', 'http-intake.logs.us5.datadoghq.com:443']);
    expect(api.requests.map(({ secure, host, path }) => ({ secure, host, path }))[0]).toEqual({
      secure: true,
      host: 'api.anthropic.com',
      path: '/api/oauth/usage?skip_spend=1',
    });
  });

  test('a client that was not given the authority is not fooled', async () => {
    const api = await start();
    await expect(throughProxy(api, 'api.anthropic.com', '/api/oauth/profile', false)).rejects.toThrow(/certificate/);
  });

  test('routes can be added and replaced, what has no route is 404', async () => {
    const api = await start({
      routes: {
        'GET /api/oauth/usage': { status: 429, body: 'slow down', headers: { 'retry-after': '300' } },
        'GET /api/echo': ({ url }) => ({ body: { q: url.searchParams.get('q') } }),
      },
    });
    const usage = await fetch(`${api.url}/api/oauth/usage`);
    expect([usage.status, usage.headers.get('retry-after'), await usage.text()]).toEqual([429, '300', 'slow down']);
    expect(await (await fetch(`${api.url}/api/echo?q=7`)).json()).toEqual({ q: '7' });
    expect((await fetch(`${api.url}/api/nothing`)).status).toBe(404);
    expect((await fetch(`${api.url}/v1/oauth/token`, { method: 'POST' })).status).toBe(400);
  });
});

/** GET through the CONNECT proxy, trusting the API's authority unless told not to. */
async function throughProxy(api: AnthropicApi, host: string, path: string, trusting = true): Promise<unknown> {
  const proxy = new URL(api.proxyUrl);
  const socket = await new Promise<Socket>((resolve, reject) => {
    request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: `${host}:443` })
      .on('connect', (_, tunnel) => resolve(tunnel))
      .on('error', reject)
      .end();
  });
  return new Promise((resolve, reject) => {
    const ca = trusting ? { ca: readFileSync(api.caFile) } : {};
    get(
      { host, path, headers: { host }, createConnection: () => connect({ socket, servername: host, ...ca }) },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(JSON.parse(text)));
      },
    ).on('error', reject);
  });
}
