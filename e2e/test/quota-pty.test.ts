import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QuotaReading } from '@ccx/contracts';
import {
  codexHome,
  codexUsageBody,
  DUMMY_API_KEY,
  geminiQuotaBody,
  subscriptionHome,
  usageBody,
  type CodexWindow,
  type Route,
} from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { changedFiles, filesBelow } from '../support/files-below.ts';
import { openGeminiWorld } from '../support/gemini-world.ts';
import type { Finished } from '../support/program.ts';
import { openWorld } from '../support/world.ts';

/** A reset that survives the minutes in which screens count. */
const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000);

interface Asked {
  ccx(args: readonly string[]): Promise<Finished>;
  allEnd(): Promise<void>;
}

/** What the screen of the one account says. No process of the probe is left. */
async function readScreen(world: Asked, agent: string): Promise<QuotaReading> {
  const { stdout, stderr } = await world.ccx(['quota', '--agent', agent, '--source', 'pty', '--refresh', '--json']);
  await world.allEnd();
  try {
    return JSON.parse(stdout).accounts[0].reading;
  } catch (cause) {
    throw new Error(`no reading on stdout:\n${stdout}\n${stderr}`, { cause });
  }
}

const failed = (code: string): object => ({ ok: false, problem: { code } });
const LEVELS = [
  [0, 'ok'],
  [42, 'ok'],
  [100, 'exhausted'],
] as const;

/** A program of the person's, and whether anything ran it. */
function tripwire(home: string): { readonly command: string; readonly wasRun: () => string } {
  const [command, log] = [join(home, 'tripwire.sh'), join(home, 'tripwire.log')];
  writeFileSync(command, `#!/bin/sh\necho "$@" >> '${log}'\ncat > /dev/null\n`, { mode: 0o755 });
  return { command, wasRun: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') };
}

describe('the screen of the real Claude Code', () => {
  const refused = (status: number, type: string): Readonly<Record<string, Route>> => ({
    'GET /api/oauth/usage': { status, body: { type: 'error', error: { type, message: 'No.' } } },
  });

  test.for(LEVELS)('shows %d percent used, for one request of the usage endpoint', async ([used, state]) => {
    const [session, week] = [inHours(2).toISOString(), inHours(70).toISOString()];
    const usage = usageBody({
      five_hour: { utilization: used, resets_at: session },
      seven_day: { utilization: used, resets_at: week },
    });
    const world = await openWorld({ login: 'subscription', usage });
    expect(await readScreen(world, 'claude')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        plan: expect.stringMatching(/max/i),
        windows: [
          { id: 'session', usedPercent: used, bound: 'at-least', state, resetsAt: session, source: 'pty' },
          { id: 'weekly', usedPercent: used, bound: 'at-least', state, resetsAt: week, source: 'pty' },
        ],
      },
    });
    expect(world.api.requests.filter(({ path }) => path.startsWith('/api/oauth/usage'))).toHaveLength(1);
    // Beside the one token of its start, which is why it is asked last, no model is asked anything.
    expect(world.api.calls().filter(({ kind }) => kind !== 'quota')).toEqual([]);
  });

  test('leaves out a window that the vendor does not send', async () => {
    const usage = usageBody({ seven_day_sonnet: { utilization: 5.9, resets_at: null } });
    const reading = await readScreen(await openWorld({ login: 'subscription', usage }), 'claude');
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'weekly:sonnet', usedPercent: 5 }] } });
    expect(reading.ok ? reading.snapshot.windows : []).toHaveLength(1);
  });

  test.for([
    ['an endpoint that fails', { routes: refused(500, 'api_error') }, 'usage-endpoint-failed'],
    ['an endpoint that is asked too often', { routes: refused(429, 'rate_limit_error') }, 'usage-endpoint-limited'],
    ['windows that are all null', { usage: usageBody({}) }, 'no-limit-rows'],
  ] as const)('tells %s from numbers', async ([, options, code]) => {
    const world = await openWorld({ login: 'subscription', ...options });
    expect(await readScreen(world, 'claude')).toMatchObject(failed(code));
  });

  test('has no rows for a login that has expired and cannot be renewed', async () => {
    const world = await openWorld({ login: 'none' });
    await subscriptionHome(world.home, { expiresAt: new Date(Date.now() - 3_600_000) });
    expect(await readScreen(world, 'claude')).toMatchObject(failed('no-limit-rows'));
  });

  test('is asked for the subscription although a key is set, and without one names the dialog of its first start', async () => {
    const usage = usageBody({ five_hour: { utilization: 42, resets_at: null } });
    const both = await openWorld({ login: 'subscription', usage, env: { ANTHROPIC_API_KEY: DUMMY_API_KEY } });
    expect(await readScreen(both, 'claude')).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
    const reading = await readScreen(await openWorld({ login: 'api-key' }), 'claude');
    expect(reading).toMatchObject(failed('onboarding'));
    expect(reading.ok ? '' : reading.problem.detail).toMatch(/asks something first \(theme\)/);
  });

  test.for([
    ['for a screen reader', { axScreenReader: true }],
    ['in the whole window', { tui: 'fullscreen' }],
    ['with the keys of vi', { editorMode: 'vim' }],
    ['after the offer of another mode', { permissions: { defaultMode: 'default' } }],
  ] as const)('is read although the person has it drawn %s', async ([, settings]) => {
    const usage = usageBody({ five_hour: { utilization: 42, resets_at: null } });
    const world = await openWorld({ login: 'subscription', usage });
    const file = join(world.home.home, '.claude/settings.json');
    writeFileSync(file, JSON.stringify(settings));
    expect(await readScreen(world, 'claude')).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
    expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(settings));
  });

  test('runs no hook, status line or server of the person, and leaves only trust in the folder of ccx', async () => {
    const usage = usageBody({ five_hour: { utilization: 42, resets_at: null } });
    const world = await openWorld({ login: 'subscription', usage });
    const { home } = world.home;
    const { command, wasRun } = tripwire(home);
    const hooks = [{ hooks: [{ type: 'command', command: `${command} hook` }] }];
    const settings = {
      statusLine: { type: 'command', command: `${command} status` },
      hooks: { SessionStart: hooks, SessionEnd: hooks, Notification: hooks, UserPromptSubmit: hooks },
    };
    writeFileSync(join(home, '.claude/settings.json'), JSON.stringify(settings));
    const file = join(home, '.claude.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...config, mcpServers: { mine: { type: 'stdio', command, args: ['mcp'] } } }));
    const before = filesBelow(home);
    expect(await readScreen(world, 'claude')).toMatchObject({ ok: true });
    expect(wasRun()).toBe('');
    const after = filesBelow(home);
    // The CLI's own: its state, a copy of that as it was, what it notes at every start, and the log of its npm.
    const others = changedFiles(before, after).filter((path) => !/^(?:ccx|\.npm|\.claude\/backups)\//.test(path));
    expect(others).toEqual(['.claude.json']);
    const { projects, mcpServers } = JSON.parse(after['.claude.json'] ?? '');
    expect(Object.keys(projects).toSorted()).toEqual([join(home, 'ccx/probe'), world.home.cwd].toSorted());
    expect(Object.keys(mcpServers)).toEqual(['mine']);
  });
});

describe('the screen of the real Codex', () => {
  const window = (usedPercent: number, windowMinutes: number, hours: number): CodexWindow => {
    return { usedPercent, windowMinutes, resetsAt: inHours(hours) };
  };

  test.for(LEVELS)('shows %d percent used, and no model is asked', async ([used, state]) => {
    const [primary, secondary] = [window(used, 300, 2), window(used, 10_080, 70)];
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary, secondary }) });
    expect(await readScreen(world, 'codex')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: '0.169.0',
        plan: expect.stringMatching(/plus/i),
        windows: [
          { id: 'session', usedPercent: used, state, resetsAt: primary.resetsAt.toISOString(), source: 'pty' },
          { id: 'weekly', usedPercent: used, state, resetsAt: secondary.resetsAt.toISOString(), source: 'pty' },
        ],
      },
    });
    expect(world.api.calls()).toEqual([]);
  });

  test('leaves out a window that the vendor does not send', async () => {
    const usage = codexUsageBody({ secondary: window(61, 10_080, 70) });
    const reading = await readScreen(await openCodexWorld({ login: 'chatgpt', usage }), 'codex');
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'weekly', usedPercent: 61 }] } });
    expect(reading.ok ? reading.snapshot.windows : []).toHaveLength(1);
  });

  test('is waited for while the numbers are on their way', async () => {
    const body = codexUsageBody({ primary: window(42, 300, 2) });
    const world = await openCodexWorld({
      login: 'chatgpt',
      routes: { 'GET /wham/usage': { body, delayMs: 3_000 } },
    });
    expect(await readScreen(world, 'codex')).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
  });

  test.for([
    ['fails', 500],
    ['is asked too often', 429],
    ['refuses the login', 401],
  ] as const)('has no rows where the usage endpoint %s', async ([, status]) => {
    const routes = { 'GET /wham/usage': { status, body: { detail: 'No.' } } };
    const world = await openCodexWorld({ login: 'chatgpt', routes });
    expect(await readScreen(world, 'codex')).toMatchObject(failed('no-limit-rows'));
  });

  test('is the dialog of a new login where the old one has expired and cannot be renewed', async () => {
    const refused = { status: 401, body: { error: { code: 'refresh_token_expired' } } };
    const routes = { 'POST /oauth/token': refused, 'GET /wham/usage': { status: 401, body: { detail: 'No.' } } };
    const world = await openCodexWorld({ login: 'chatgpt', routes });
    await codexHome(world.home, world.api, { login: 'chatgpt', expiresAt: new Date(Date.now() - 3_600_000) });
    expect(await readScreen(world, 'codex')).toMatchObject(failed('not-logged-in'));
  });

  test('names the dialog where nobody is logged in', async () => {
    const reading = await readScreen(await openCodexWorld({ login: 'none' }), 'codex');
    expect(reading).toMatchObject(failed('not-logged-in'));
  });

  test('runs no hook or server of the person, keeps no session, and trusts no folder for longer than this start', async () => {
    const usage = codexUsageBody({ primary: window(42, 300, 2) });
    const world = await openCodexWorld({ login: 'chatgpt', usage });
    const { home } = world.home;
    const { command, wasRun } = tripwire(home);
    const codex = join(home, '.codex');
    const toml = join(codex, 'config.toml');
    const more = ['', '[mcp_servers.mine]', `command = "${command}"`, '[mcp_servers."a.b"]', `command = "${command}"`];
    writeFileSync(toml, `notify = ["${command}"]\n${readFileSync(toml, 'utf8')}${more.join('\n')}\n`);
    const hooks = [{ hooks: [{ type: 'command', command: `${command} hook` }] }];
    writeFileSync(join(codex, 'hooks.json'), JSON.stringify({ hooks: { SessionStart: hooks } }));
    const before = filesBelow(codex);
    expect(await readScreen(world, 'codex')).toMatchObject({ ok: true });
    expect(wasRun()).toBe('');
    const after = filesBelow(codex);
    // The CLI's own: its databases, caches and marks of a start.
    const own =
      /^(?:\w+\.sqlite(?:-shm|-wal)?|\.sandbox_migration|installation_id|models_cache\.json|(?:mcp-oauth-locks|thread-writer-locks|tui-thread-reference-capabilities|skills|tmp|\.tmp)\/.*)$/;
    expect(changedFiles(before, after).filter((path) => !own.test(path))).toEqual(['config.toml']);
    expect(after['config.toml']).toBe(`${before['config.toml']}\n[tui]\nscreen_reader_detection_done = true\n`);
  });
});

describe('the screen of the real Gemini CLI', () => {
  test.for(LEVELS)('shows %d percent used, and no model is asked', async ([used, state]) => {
    const resetsAt = inHours(6);
    const quota = geminiQuotaBody([{ remainingFraction: 1 - used / 100, remaining: 100 - used, resetsAt }]);
    const world = await openGeminiWorld({ login: 'google', quota });
    expect(await readScreen(world, 'gemini')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: '0.61.0',
        windows: [{ id: 'daily:pro', usedPercent: used, state, resetsAt: resetsAt.toISOString(), source: 'pty' }],
      },
    });
    expect(world.api.calls()).toEqual([]);
  });

  test.for([
    ['fails', 500],
    ['is asked too often', 429],
    ['refuses the login', 401],
  ] as const)('has no rows where the service %s', async ([, code]) => {
    const refused = { status: code, body: { error: { code, message: 'No.' } } };
    const world = await openGeminiWorld({
      login: 'google',
      routes: { 'POST /v1internal:retrieveUserQuota': refused },
    });
    expect(await readScreen(world, 'gemini')).toMatchObject(failed('no-limit-rows'));
  });

  test('is read although the person has it drawn in another way', async () => {
    const quota = geminiQuotaBody([{ remainingFraction: 0.58, remaining: 58, resetsAt: inHours(6) }]);
    const world = await openGeminiWorld({ login: 'google', quota });
    const file = join(world.home.home, '.gemini/settings.json');
    const drawn = {
      ui: {
        hideFooter: true,
        hideBanner: true,
        accessibility: { screenReader: true },
        footer: { items: ['model-name'] },
      },
      general: { vimMode: true },
    };
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...drawn }));
    expect(await readScreen(world, 'gemini')).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
  });

  test('runs no hook or server of the person, trusts no folder for longer than this start, and keeps no session', async () => {
    const resetsAt = inHours(6);
    const quota = geminiQuotaBody([{ remainingFraction: 0.58, remaining: 58, resetsAt }]);
    const world = await openGeminiWorld({ login: 'google', quota });
    const { home } = world.home;
    const { command, wasRun } = tripwire(home);
    const gemini = join(home, '.gemini');
    const hooks = [{ hooks: [{ type: 'command', name: 'mine', command: `${command} hook` }] }];
    const settings = {
      ...JSON.parse(readFileSync(join(gemini, 'settings.json'), 'utf8')),
      // Updates are on, as they are where nobody has said otherwise.
      general: {},
      mcpServers: { mine: { command, args: ['mcp'] } },
      hooks: { SessionStart: hooks, SessionEnd: hooks },
    };
    writeFileSync(join(gemini, 'settings.json'), JSON.stringify(settings));
    const before = filesBelow(gemini);
    expect(await readScreen(world, 'gemini')).toMatchObject({ ok: true });
    expect(wasRun()).toBe('');
    const after = filesBelow(gemini);
    // The CLI's own notes of the folder in which it was started.
    expect(changedFiles(before, after)).toEqual([
      'history/probe-gemini/.project_root',
      'projects.json',
      'state.json',
      'tmp/probe-gemini/.project_root',
      'tmp/probe-gemini/logs.json',
    ]);
    expect(JSON.parse(after['tmp/probe-gemini/logs.json'] ?? '')).toMatchObject([{ type: 'user', message: '/model' }]);
    expect(JSON.parse(after['projects.json'] ?? '')).toEqual({
      projects: { [join(home, 'ccx/probe-gemini')]: 'probe-gemini' },
    });
  });
});
