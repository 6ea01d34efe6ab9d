import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { OpenaiApi, OpenaiApiOptions, TempHome } from '../src/index.ts';
import {
  answer,
  codexEnv,
  codexHome,
  codexLimits,
  codexUsageBody,
  createTempHome,
  drop,
  hang,
  refuse,
  refuseUsageLimit,
  say,
  startOpenaiApi,
  until,
  useTool,
} from '../src/index.ts';

const open: { close(): Promise<void> }[] = [];
async function start(options?: OpenaiApiOptions): Promise<OpenaiApi> {
  const api = await startOpenaiApi(options);
  open.push(api);
  return api;
}
async function tempHome(): Promise<TempHome> {
  const home = await createTempHome();
  open.push({ close: () => home.remove() });
  return home;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function call(api: OpenaiApi, more: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${api.url}/v1/responses`, {
    method: 'POST',
    headers: { 'thread-id': 'thread-1' },
    body: JSON.stringify({ model: 'gpt-test', stream: true, input: [], ...more }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The data of server-sent events, parsed. */
async function events(response: Response): Promise<Record<string, unknown>[]> {
  return [...(await response.text()).matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''));
}

describe('the model', () => {
  test('streams items whose pieces make up the whole, and its usage at the end', async () => {
    const text = 'Grüße 🦊🦊🦊 und noch mehr davon';
    const respond = answer(
      [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text },
      ],
      {
        pieceLength: 3,
        outputTokens: 7,
        usage: { input_tokens: 10, cached_tokens: 4 },
      },
    );
    const sent = await events(await call(await start({ respond })));
    const pieces = sent.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(text);
    expect(sent.at(0)).toMatchObject({ type: 'response.created' });
    expect(sent.at(-2)).toMatchObject({
      type: 'response.output_item.done',
      output_index: 1,
      item: { type: 'message', status: 'completed', content: [{ text }] },
    });
    expect(sent.at(-1)).toMatchObject({
      type: 'response.completed',
      response: {
        usage: { input_tokens: 10, input_tokens_details: { cached_tokens: 4 }, output_tokens: 7, total_tokens: 17 },
      },
    });
  });

  test('answers call after call as the script says, and refuses when the script has ended', async () => {
    const api = await start({ respond: [useTool('exec_command', { cmd: 'date' }), say('Done.')] });
    expect((await events(await call(api))).at(-2)).toMatchObject({
      item: { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"date"}' },
    });
    expect((await events(await call(api))).at(-2)).toMatchObject({ item: { content: [{ text: 'Done.' }] } });
    const third = await call(api);
    expect(third.status).toBe(400);
    expect(await third.json()).toMatchObject({ error: { message: 'the script has no reply for call 3' } });
    api.respond([say('anew')]);
    expect((await events(await call(api))).at(-2)).toMatchObject({ item: { content: [{ text: 'anew' }] } });
  });

  test('shows a script the prompt, the thread and what the tools gave', async () => {
    const api = await start({ respond: ({ prompt }) => say(`you said ${prompt}`) });
    const input = [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'be brief' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { type: 'function_call_output', call_id: 'call_1', output: 'alpha' },
    ];
    expect((await events(await call(api, { input }))).at(-2)).toMatchObject({
      item: { content: [{ text: 'you said hi' }] },
    });
    expect(api.calls()).toMatchObject([
      { index: 0, model: 'gpt-test', prompt: 'hi', threadId: 'thread-1', toolOutputs: ['alpha'] },
    ]);
  });

  test('refuses in the vendor’s shape, a used-up plan with its reset', async () => {
    const resetsAt = new Date('2030-01-02T03:04:05Z');
    const headers = codexLimits({ primary: { usedPercent: 100, windowMinutes: 300, resetsAt } });
    const api = await start({
      respond: [refuseUsageLimit(resetsAt, { headers }), refuse(401, 'invalid_api_key', 'No.')],
    });
    const limited = await call(api);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('x-codex-primary-used-percent')).toBe('100');
    expect(limited.headers.get('x-codex-primary-reset-at')).toBe('1893553445');
    expect(await limited.json()).toMatchObject({
      error: { type: 'usage_limit_reached', plan_type: 'plus', resets_at: 1_893_553_445 },
    });
    const refused = await call(api);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { code: 'invalid_api_key', message: 'No.' } });
  });

  test('tells why when a script throws', async () => {
    const api = await start({
      respond: () => {
        throw new Error('no idea');
      },
    });
    const response = await call(api);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('no idea');
  });

  test('drops the connection, cuts a stream, or stays silent as it is told', async () => {
    const api = await start({ respond: [drop(), say('cut me off', { pieceLength: 3, cutAfter: 2 }), hang()] });
    await expect(call(api)).rejects.toThrow('fetch failed');
    const cut = await call(api);
    await expect(cut.text()).rejects.toThrow('terminated');
    const aborter = new AbortController();
    const silent = call(api, {}, aborter.signal);
    await until(() => api.requests.length === 3, { what: 'the third call' });
    expect(api.requests[2]?.status).toBeNull();
    aborter.abort();
    await expect(silent).rejects.toThrow('aborted');
  });
});

describe('the account', () => {
  test('has its usage, its check and its tokens; the rest is not found', async () => {
    const resetsAt = new Date('2030-01-02T03:04:05Z');
    const usage = codexUsageBody({ primary: { usedPercent: 100, windowMinutes: 300, resetsAt } });
    const api = await start({ usage });
    const read = async (path: string, method = 'GET'): Promise<unknown> =>
      (await fetch(api.url + path, { method })).json();
    expect(await read('/backend-api/wham/usage')).toMatchObject({
      rate_limit: {
        limit_reached: true,
        primary_window: { used_percent: 100, limit_window_seconds: 18_000, reset_at: 1_893_553_445 },
        secondary_window: null,
      },
    });
    expect(await read('/backend-api/wham/accounts/check')).toMatchObject({ accounts: [{ plan_type: 'plus' }] });
    expect(await read('/oauth/token', 'POST')).toMatchObject({ id_token: expect.stringMatching(/^ey.*\..*\./) });
    expect((await fetch(`${api.url}/backend-api/codex/nothing`)).status).toBe(404);
  });

  test('may be answered otherwise', async () => {
    const api = await start({ routes: { 'GET /wham/usage': { status: 500, body: 'oops' } } });
    const response = await fetch(`${api.url}/backend-api/wham/usage`);
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 500, text: 'oops' });
  });
});

describe('a home for Codex', () => {
  const api = { url: 'http://127.0.0.1:1' };

  test('with a key: private, few retries, no analytics, all on the stand-in', async () => {
    const temp = await tempHome();
    await codexHome(temp, api);
    const toml = readFileSync(join(temp.home, '.codex/config.toml'), 'utf8');
    expect(toml).toContain('base_url = "http://127.0.0.1:1/v1"');
    expect(toml).toContain('request_max_retries = 1\nstream_max_retries = 1');
    expect(toml).toContain(`[projects.${JSON.stringify(temp.cwd)}]`);
    expect(statSync(join(temp.home, '.codex/auth.json')).mode & 0o777).toBe(0o600);
    expect(codexEnv(temp, api)).toEqual({
      CODEX_HOME: join(temp.home, '.codex'),
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: 'http://127.0.0.1:1/oauth/token',
    });
  });

  test('with ChatGPT: tokens whose claims name the plan and the end', async () => {
    const temp = await tempHome();
    const configDir = join(temp.home, 'second');
    await codexHome(temp, api, { login: 'chatgpt', configDir, plan: 'pro', expiresAt: new Date(5000) });
    const auth = JSON.parse(readFileSync(join(configDir, 'auth.json'), 'utf8'));
    const claims = JSON.parse(Buffer.from(auth.tokens.id_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ exp: 5, 'https://api.openai.com/auth': { chatgpt_plan_type: 'pro' } });
    expect(existsSync(join(temp.home, '.codex'))).toBe(false);
  });

  test('may have nobody logged in', async () => {
    const temp = await tempHome();
    await codexHome(temp, api, { login: 'none' });
    expect(existsSync(join(temp.home, '.codex/auth.json'))).toBe(false);
  });
});
