import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { GeminiApi, GeminiApiOptions, TempHome } from '../src/index.ts';
import {
  answer,
  createTempHome,
  drop,
  geminiEnv,
  geminiHome,
  geminiQuotaBody,
  hang,
  refuse,
  refuseCapacity,
  refuseCodeAssist,
  refuseDailyQuota,
  refuseRequestRate,
  say,
  startGeminiApi,
  until,
  useTool,
} from '../src/index.ts';

const open: { close(): Promise<void> }[] = [];
async function start(options?: GeminiApiOptions): Promise<GeminiApi> {
  const api = await startGeminiApi(options);
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

const TURN = '/v1beta/models/gemini-test:streamGenerateContent?alt=sse';
const SIDE = '/v1beta/models/gemini-test-lite:generateContent';

function post(api: GeminiApi, path: string, body: object = { contents: [] }, signal?: AbortSignal): Promise<Response> {
  return fetch(api.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The data of server-sent events, parsed. */
async function events(response: Response): Promise<Record<string, unknown>[]> {
  return [...(await response.text()).matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''));
}

/** An event or an object with these parts. */
const parts = (...list: readonly object[]): object => ({ candidates: [{ content: { role: 'model', parts: list } }] });

describe('the model', () => {
  test('streams pieces that make up the whole, with its usage, and ends with the last of them', async () => {
    const text = 'Grüße 🦊🦊🦊 und noch mehr davon';
    const respond = answer(
      [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text },
      ],
      {
        pieceLength: 3,
        outputTokens: 7,
        usage: { promptTokenCount: 10, cachedContentTokenCount: 4, thoughtsTokenCount: 2 },
      },
    );
    const sent = await events(await post(await start({ respond }), TURN));
    expect(sent.at(0)).toMatchObject(parts({ text: 'hm', thought: true }));
    expect(sent.length).toBeGreaterThan(6);
    const texts = sent.slice(1).map((event) => /"text":"([^"]+)"/.exec(JSON.stringify(event))?.[1]);
    expect(texts.join('')).toBe(text);
    const reasons = sent.map((event) => JSON.stringify(event).includes('"finishReason":"STOP"'));
    expect(reasons.indexOf(true)).toBe(sent.length - 1);
    expect(sent.at(-1)).toMatchObject({
      modelVersion: 'gemini-test',
      usageMetadata: {
        promptTokenCount: 10,
        cachedContentTokenCount: 4,
        candidatesTokenCount: 7,
        thoughtsTokenCount: 2,
        totalTokenCount: 19,
      },
    });
  });

  test('answers turn after turn as the script says, and refuses when the script has ended', async () => {
    const api = await start({ respond: [useTool('read_file', { file_path: 'a' }), say('Done.')] });
    expect(await events(await post(api, TURN))).toMatchObject([
      parts({ functionCall: { name: 'read_file', args: { file_path: 'a' } } }),
    ]);
    expect(await events(await post(api, TURN))).toMatchObject([parts({ text: 'Done.' })]);
    const third = await post(api, TURN);
    expect(third.status).toBe(400);
    expect(await third.json()).toMatchObject({ error: { message: 'the script has no reply for turn 3' } });
    api.respond([say('anew')]);
    expect(await events(await post(api, TURN))).toMatchObject([parts({ text: 'anew' })]);
  });

  test('answers side requests by itself, counts them apart, and takes nothing of the script for them', async () => {
    const api = await start({ respond: [say('the turn')] });
    const side = await post(api, SIDE);
    expect(await side.json()).toMatchObject(parts({ text: expect.stringContaining('"complexity_score":') }));
    expect(await events(await post(api, TURN))).toMatchObject([parts({ text: 'the turn' })]);
    expect(api.calls().map(({ model, index }) => ({ model, index }))).toEqual([{ model: 'gemini-test', index: 0 }]);
    expect(api.calls('side')).toMatchObject([{ model: 'gemini-test-lite', index: 0 }]);
    expect(await (await post(api, '/v1beta/models/gemini-test:countTokens')).json()).toEqual({ totalTokens: 1200 });
    expect(api.requests).toHaveLength(3);
  });

  test('lets a function answer side requests too', async () => {
    const api = await start({
      respond: ({ kind }) => (kind === 'side' ? refuse(401, 'UNAUTHENTICATED', 'No.') : say('ok')),
    });
    expect((await post(api, SIDE)).status).toBe(401);
    expect((await post(api, TURN)).status).toBe(200);
  });

  test('shows a script the prompt, the tools and what they gave', async () => {
    const api = await start({ respond: ({ prompt }) => say(`you said ${prompt}`) });
    const body = {
      contents: [
        { role: 'user', parts: [{ text: 'the context' }, { text: 'hi' }] },
        { role: 'model', parts: [{ functionCall: { name: 'read_file', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'read_file', response: { output: 'alpha' } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'read_file' }, { name: 'glob' }] }],
    };
    expect(await events(await post(api, TURN, body))).toMatchObject([parts({ text: 'you said hi' })]);
    expect(api.calls()).toMatchObject([
      { prompt: 'hi', tools: ['read_file', 'glob'], toolOutputs: ['{"output":"alpha"}'], codeAssist: false },
    ]);
  });

  test('is the same behind an account, in the wrapping of its service', async () => {
    const api = await start({ respond: say('Hello.') });
    const request = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] };
    const body = { model: 'gemini-test', project: 'p', request };
    const sent = await events(await post(api, '/v1internal:streamGenerateContent?alt=sse', body));
    expect(sent).toMatchObject([{ response: parts({ text: 'Hello.' }), traceId: expect.any(String) }]);
    const side = await post(api, '/v1internal:generateContent', body);
    expect(await side.json()).toMatchObject({ response: { modelVersion: 'gemini-test' } });
    expect(api.calls()).toMatchObject([{ model: 'gemini-test', prompt: 'hi', codeAssist: true, body: request }]);
  });

  test('tells why when a script throws', async () => {
    const api = await start({
      respond: () => {
        throw new Error('no idea');
      },
    });
    const response = await post(api, TURN);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('no idea');
  });

  test('drops the connection, cuts a stream, or stays silent as it is told', async () => {
    const api = await start({ respond: [drop(), say('cut me off', { pieceLength: 3, cutAfter: 2 }), hang()] });
    await expect(post(api, TURN)).rejects.toThrow('fetch failed');
    const cut = await post(api, TURN);
    await expect(cut.text()).rejects.toThrow('terminated');
    const aborter = new AbortController();
    const silent = post(api, TURN, {}, aborter.signal);
    await until(() => api.requests.length === 3, { what: 'the third call' });
    expect(api.requests[2]?.status).toBeNull();
    aborter.abort();
    await expect(silent).rejects.toThrow('aborted');
  });
});

describe('a refusal', () => {
  test.each([
    {
      title: 'of the day names the quota and the model',
      refusal: refuseDailyQuota({ model: 'gemini-test' }),
      details: [
        { violations: [{ quotaId: expect.stringContaining('PerDay'), quotaDimensions: { model: 'gemini-test' } }] },
        { retryDelay: '34s' },
      ],
    },
    {
      title: 'of the minute names the wait',
      refusal: refuseRequestRate(0.5),
      details: [{ violations: [{ quotaId: expect.stringContaining('PerMinute') }] }, { retryDelay: '0.5s' }],
    },
    {
      title: 'of an account names its reason',
      refusal: refuseCodeAssist('RATE_LIMIT_EXCEEDED', 'Slow down.', 1),
      details: [{ reason: 'RATE_LIMIT_EXCEEDED', domain: 'cloudcode-pa.googleapis.com' }, { retryDelay: '1s' }],
    },
    {
      title: 'of a used-up capacity names the reset in words and in seconds',
      refusal: refuseCapacity(18_750),
      details: [{ reason: 'QUOTA_EXHAUSTED' }, { retryDelay: '18750s' }],
      message: 'You have exhausted your capacity on this model. Your quota will reset after 5h12m30s.',
    },
  ])('$title', async ({ refusal, details, message = refusal.message }) => {
    const response = await post(await start({ respond: refusal }), TURN);
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({
      error: { code: 429, status: 'RESOURCE_EXHAUSTED', message, details },
    });
  });
});

describe('the account', () => {
  test('has a project and what is left of its models; the rest is not found', async () => {
    const resetsAt = new Date('2030-01-02T03:04:05Z');
    const quota = geminiQuotaBody([
      { modelId: 'gemini-test', remainingFraction: 0.25, remaining: 25, resetsAt },
      { remainingFraction: 1, resetsAt },
    ]);
    const api = await start({ quota });
    const read = async (verb: string): Promise<unknown> => (await post(api, `/v1internal:${verb}`)).json();
    expect(await read('retrieveUserQuota')).toEqual({
      buckets: [
        {
          modelId: 'gemini-test',
          remainingFraction: 0.25,
          remainingAmount: '25',
          resetTime: '2030-01-02T03:04:05.000Z',
          tokenType: 'REQUESTS',
        },
        {
          modelId: 'gemini-2.5-pro',
          remainingFraction: 1,
          resetTime: '2030-01-02T03:04:05.000Z',
          tokenType: 'REQUESTS',
        },
      ],
    });
    expect(await read('loadCodeAssist')).toMatchObject({ cloudaicompanionProject: 'dummy-project-1' });
    expect(await read('onboardUser')).toMatchObject({ done: true });
    expect(await read('listExperiments')).toEqual({ experimentIds: [], flags: [] });
    expect(await read('nothing')).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
  });

  test('may be answered otherwise', async () => {
    const api = await start({ routes: { 'POST /v1internal:retrieveUserQuota': { status: 500, body: 'oops' } } });
    const response = await post(api, '/v1internal:retrieveUserQuota');
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 500, text: 'oops' });
  });
});

describe('a home for Gemini CLI', () => {
  const api = { url: 'http://127.0.0.1:1' };
  const settingsIn = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));

  test('with a key: private, few attempts, no statistics, all on the stand-in', async () => {
    const temp = await tempHome();
    await geminiHome(temp);
    expect(settingsIn(join(temp.home, '.gemini'))).toMatchObject({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false, maxAttempts: 2 },
    });
    expect(statSync(join(temp.home, '.gemini/settings.json')).mode & 0o777).toBe(0o600);
    expect(geminiEnv(api)).toMatchObject({
      GOOGLE_GEMINI_BASE_URL: api.url,
      CODE_ASSIST_ENDPOINT: api.url,
      GEMINI_API_KEY: expect.stringMatching(/^dummy-/),
    });
  });

  test('with Google: a token of the environment, and no key', async () => {
    const temp = await tempHome();
    const configDir = join(temp.home, 'second/.gemini');
    await geminiHome(temp, { login: 'google', configDir, maxAttempts: 5 });
    expect(settingsIn(configDir)).toMatchObject({
      security: { auth: { selectedType: 'oauth-personal' } },
      general: { maxAttempts: 5 },
    });
    expect(existsSync(join(temp.home, '.gemini'))).toBe(false);
    const env = geminiEnv(api, 'google');
    expect(env).toMatchObject({ GOOGLE_GENAI_USE_GCA: 'true', CODE_ASSIST_ENDPOINT: api.url });
    expect(env).not.toHaveProperty('GEMINI_API_KEY');
  });

  test('may have nobody logged in', async () => {
    const temp = await tempHome();
    await geminiHome(temp, { login: 'none' });
    expect(settingsIn(join(temp.home, '.gemini'))).not.toHaveProperty('security');
    expect(geminiEnv(api, 'none')).toEqual({ CODE_ASSIST_ENDPOINT: api.url });
  });
});
