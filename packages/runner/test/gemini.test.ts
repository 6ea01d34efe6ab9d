import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, CcxError, type CcxErrorCode, type RunRequest } from '@ccx/contracts';
import { createLineDialect, createTempHome, type TempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { optionArguments } from '../src/argument-table.ts';
import { geminiArguments } from '../src/gemini/arguments.ts';
import { geminiLogin } from '../src/gemini/login.ts';
import { geminiTranscript } from '../src/gemini/transcript.ts';
import { createUsabilityCheck } from '../src/index.ts';
import { createLab, scripted } from './support/scripted-agent.ts';

const account = { agent: 'gemini', configDir: null, id: accountId('gemini', null) } as const;
const target = { account, name: null, model: null, billing: null };
const UUID = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';

async function tempHome(): Promise<TempHome> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  return home;
}

function gemini(request: Partial<RunRequest>, model: string | null = null): string {
  const whole: RunRequest = { prompt: 'hi', cwd: '/', permission: 'safe', ...request };
  return optionArguments(geminiArguments, 'gemini', whole, { ...target, model }).join(' ');
}

test.each<[Partial<RunRequest>, string | null, string]>([
  [{}, null, '--approval-mode default'],
  [{ permission: 'edit' }, null, '--approval-mode auto_edit'],
  [{ permission: 'full' }, null, '--approval-mode yolo'],
  [{}, 'gemini-2.5-pro', '--approval-mode default -m gemini-2.5-pro'],
  [{ session: { mode: 'new', id: UUID } }, null, `--approval-mode default --session-id ${UUID}`],
  [{ partialText: true }, null, '--approval-mode default'],
])('Gemini CLI is told %j with model %s by "%s"', (request, model, expected) => {
  expect(gemini(request, model)).toBe(expected);
});

test.each<[Partial<RunRequest>, CcxErrorCode]>([
  [{ session: { mode: 'resume', id: UUID } }, 'agent_unsupported_option'],
  [{ session: { mode: 'fork', id: UUID } }, 'agent_unsupported_option'],
  [{ session: { mode: 'new', id: 'latest' } }, 'invalid_argument'],
  [{ effort: 'high' }, 'agent_unsupported_option'],
  [{ jsonSchema: {} }, 'agent_unsupported_option'],
  [{ allowedTools: ['x'] }, 'agent_unsupported_option'],
  [{ maxTurns: 2 }, 'agent_unsupported_option'],
  [{ maxBudgetUsd: 2 }, 'agent_unsupported_option'],
])('Gemini CLI refuses %j', (request, code) => {
  expect(() => gemini(request)).toThrow(expect.toSatisfy((error) => CcxError.is(error, code)));
});

const settings = (selectedType: string): string => JSON.stringify({ security: { auth: { selectedType } } });

describe('the login of Gemini CLI', () => {
  test.each<[string, Record<string, string>, Record<string, string>, string, string | null]>([
    ['nothing at all', {}, {}, 'login-needed', null],
    [
      'a Google login',
      { 'settings.json': settings('oauth-personal'), 'oauth_creds.json': '' },
      {},
      'ok',
      'subscription',
    ],
    [
      'a chosen Google login without its file',
      { 'settings.json': settings('oauth-personal') },
      {},
      'login-needed',
      null,
    ],
    [
      'a token of the environment',
      {},
      { GOOGLE_GENAI_USE_GCA: 'true', GOOGLE_CLOUD_ACCESS_TOKEN: 'x' },
      'ok',
      'subscription',
    ],
    ['a key of the environment', {}, { GEMINI_API_KEY: 'x' }, 'api-key', 'api'],
    ['a chosen key that is not there', { 'settings.json': settings('gemini-api-key') }, {}, 'login-needed', null],
    [
      'a chosen key that a file may hold',
      { 'settings.json': settings('gemini-api-key'), '.env': '' },
      {},
      'unknown',
      null,
    ],
    [
      'settings before variables',
      { 'settings.json': settings('oauth-personal') },
      { GEMINI_API_KEY: 'x' },
      'login-needed',
      null,
    ],
    ['Vertex AI', {}, { GOOGLE_GENAI_USE_VERTEXAI: 'true' }, 'ok', 'api'],
    ['a way that nobody knows', { 'settings.json': settings('new-way') }, {}, 'unknown', null],
    ['settings that are broken', { 'settings.json': '{ "security": ' }, {}, 'unknown', null],
  ])('with %s', async (_what, files, env, auth, billing) => {
    const { home } = await tempHome();
    for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
    expect(await geminiLogin({ env, configDir: home })).toMatchObject({ auth, billing });
  });

  test('is told without starting it, and its version by the package beside it', async () => {
    const home = await tempHome();
    const folder = join(home.home, 'node_modules', '@google', 'gemini-cli');
    await mkdir(join(folder, 'bundle'), { recursive: true });
    const file = join(folder, 'bundle', 'gemini.js');
    await writeFile(file, `#!${process.execPath}\nrequire('fs').writeFileSync(process.env.HOME + '/started', '');`, {
      mode: 0o755,
    });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: '@google/gemini-cli', version: '0.61.0' }));
    await mkdir(join(home.home, '.gemini'));
    await writeFile(join(home.home, '.gemini', 'settings.json'), settings('gemini-api-key'));
    const env = { ...home.env, GEMINI_API_KEY: 'dummy-0123456789' };
    const check = createUsabilityCheck({ env, home: home.home, binaries: { gemini: file } });
    expect(await check.check(account)).toMatchObject({ installed: true, version: '0.61.0', auth: 'api-key' });
    await expect(access(join(home.home, 'started'))).rejects.toThrow('ENOENT');
  });
});

test('a chat is found by the id in its first line', async () => {
  const { home } = await tempHome();
  const folder = join(home, 'tmp', 'project', 'chats');
  await mkdir(folder, { recursive: true });
  const name = (minute: string): string => join(folder, `session-2026-11-21T01-${minute}-${UUID.slice(0, 8)}.jsonl`);
  await writeFile(name('08'), `{"sessionId":"${UUID}"}\n`);
  await writeFile(name('09'), `{"sessionId":"${UUID.replace(/0de$/, '0df')}"}\n`);
  expect(await geminiTranscript({ configDir: home, sessionId: UUID })).toBe(name('08'));
  expect(await geminiTranscript({ configDir: home, sessionId: 'no-such' })).toBeNull();
});

describe.concurrent('a whole run of Gemini CLI', () => {
  const dialects = { gemini: createLineDialect('gemini') };

  test.each(['stdin', 'argument'] as const)('has the prompt in %s, and trusts its folder', async (promptMode) => {
    const script = `started(); done(process.argv.slice(1).join(' ') + ' <- ' + input());`;
    const { runner, request } = await createLab(script, {
      dialects,
      binaries: { gemini: scripted(script) },
      promptMode,
    });
    const result = await runner.run(request({ prompt: '-x' }), target).result;
    const fixed = '--skip-trust --approval-mode default -o stream-json';
    expect(result.last.summary.text).toBe(promptMode === 'stdin' ? `${fixed} <- -x` : `${fixed} --prompt=-x <- `);
  });

  test('that is stopped ends with 0 and without a result, and is cancelled', async () => {
    const script = `process.on('SIGINT', () => process.exit(0)); started(); forever();`;
    const { runner, request } = await createLab(script, { dialects, binaries: { gemini: scripted(script) } });
    const run = runner.run(request(), target);
    for await (const event of run) if (event.type === 'started') run.interrupt();
    expect(await run.result).toMatchObject({ status: 'cancelled', last: { exitCode: 0 } });
  });

  test('that announces a sleep of hours is limited at once', async () => {
    const limit = {
      verdict: 'rejected',
      windowId: null,
      appliesTo: null,
      resetsAt: '2026-11-21T10:00:00.000Z',
      resetRaw: null,
      usingExtra: false,
      windows: [],
      basis: 'text',
      observedAt: '2026-11-21T04:00:00.000Z',
    };
    const script = `started(); sayAll({ type: 'retry', attempt: 1, delayMs: 21927698, cause: 'limit' }, { type: 'limit', limit: ${JSON.stringify(limit)} }); forever();`;
    const { runner, request } = await createLab(script, { dialects, binaries: { gemini: scripted(script) } });
    expect(await runner.run(request(), target).result).toMatchObject({
      status: 'limited',
      failure: { limit: { resetsAt: '2026-11-21T10:00:00.000Z' } },
    });
  });

  test.each([
    ['write', 'possible'],
    ['denied', 'possible'],
    ['reads', 'none'],
    ['limited', 'none'],
  ])('that is limited and left the chat %s has effects: %s', async (name, effects) => {
    const chat = await readFile(join(import.meta.dirname, 'fixtures/gemini', `${name}.jsonl`), 'utf8');
    const script = `
      const folder = process.env.HOME + '/.gemini/tmp/project/chats';
      fs.mkdirSync(folder, { recursive: true });
      const now = '"timestamp": "' + new Date().toISOString() + '"';
      const chat = fs.readFileSync(process.env.HOME + '/recorded', 'utf8').replace(/"timestamp": "[^"]*"/g, now);
      started();
      fs.writeFileSync(folder + '/session-2026-11-21T01-10-s-1.jsonl', chat.replace(/"sessionId": "[^"]*"/, '"sessionId": "s-1"'));
      done('', { failure: { class: 'limit', detail: 'The quota of the day is used up.', limit: null } });
    `;
    const { runner, request, home } = await createLab(script, { dialects, binaries: { gemini: scripted(script) } });
    await writeFile(join(home.home, 'recorded'), chat);
    const result = await runner.run(request(), target).result;
    expect(result).toMatchObject({ status: 'limited', last: { summary: { effects } } });
    expect(result.last.transcriptPath).toMatch(/session-.*-s-1\.jsonl$/);
  });
});
