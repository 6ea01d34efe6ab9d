import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuotaReading } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { claudePtySource } from '../../src/claude/pty.ts';
import { codexPtySource } from '../../src/codex/pty.ts';
import { geminiPtySource } from '../../src/gemini/pty.ts';
import type { ScreenWorld } from './under-test.ts';
import { program, screenWorld } from './under-test.ts';

const QUOTA = { fiveHour: { percent: 42.9, resetsIn: '2h' }, sevenDay: { percent: 0, resetsIn: '4d' } };
const FULL = { login: 'subscription', quota: QUOTA } as const;

async function read({ source, account, env }: ScreenWorld): Promise<QuotaReading> {
  return source.read(account, { env, signal: new AbortController().signal });
}

describe('the screen of Claude Code', () => {
  test('is read with its version, its plan and every window, rounded down as it is drawn', async () => {
    const reading = await read(await screenWorld({ agent: 'claude', make: claudePtySource, scenario: FULL }));
    expect(reading).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        plan: expect.stringMatching(/max/i),
        windows: [
          { id: 'session', usedPercent: 42, bound: 'at-least', source: 'pty' },
          { id: 'weekly', usedPercent: 0, bound: 'at-least' },
        ],
      },
    });
  });

  test('is asked in a folder that ccx owns, to which alone trust is given', async () => {
    const inputs: string[] = [];
    const observer = { onInput: (bytes: string) => inputs.push(bytes) };
    const world = await screenWorld({ agent: 'claude', make: claudePtySource, scenario: FULL, observer });
    expect(await read(world)).toMatchObject({ ok: true });
    // Down to the answer that accepts, then Enter; the terminal's own answers are none of ours.
    expect(inputs.filter((bytes) => !/^\u001B\[\??[\d;]+[cR]$/.test(bytes))).toEqual([
      '\u001B[B',
      '\r',
      '/usage',
      '\r',
    ]);
    const { projects } = JSON.parse(await readFile(join(world.home.home, '.claude.json'), 'utf8'));
    expect(Object.keys(projects).sort()).toEqual([world.folder, world.home.cwd].sort());
  });

  test.for([
    ['another folder', { elsewhere: true }, async () => {}],
    ['its own, where something lies in it', {}, ({ folder }: ScreenWorld) => writeFile(join(folder, 'x.md'), 'x')],
  ] as const)('is told no trust in %s, and the result names the dialog', async ([, options, prepare]) => {
    const world = await screenWorld({ agent: 'claude', make: claudePtySource, scenario: FULL, ...options });
    await prepare(world);
    const reading = await read(world);
    expect(reading).toMatchObject({ ok: false, problem: { code: 'trust-prompt' } });
    expect(reading.ok ? '' : reading.problem.detail).toMatch(/^Claude Code asks something first \(folder trust\): /);
    expect(await readFile(join(world.home.home, '.claude.json'), 'utf8')).not.toContain(world.folder);
  });

  test.for([
    ['the usage endpoint failed', { ...QUOTA, fails: 500 }, 'usage-endpoint-failed'],
    ['the usage endpoint refused, which is not the account', { ...QUOTA, fails: 429 }, 'usage-endpoint-limited'],
  ] as const)('says that %s', async ([, quota, code]) => {
    const scenario = { login: 'subscription', quota } as const;
    const reading = await read(await screenWorld({ agent: 'claude', make: claudePtySource, scenario }));
    expect(reading).toMatchObject({ ok: false, problem: { code } });
  });

  test('is asked for the subscription, whatever key is in the environment', async () => {
    const env = { ANTHROPIC_API_KEY: 'sk-ant-dummy-0000', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };
    const { login: _login, ...scenario } = FULL;
    const reading = await read(await screenWorld({ agent: 'claude', make: claudePtySource, scenario, env }));
    expect(reading).toMatchObject({ ok: true });
  });

  test('is waited for while the numbers are on their way', async () => {
    const scenario = { login: 'subscription', quota: { ...QUOTA, delay: '2s' } } as const;
    const reading = await read(await screenWorld({ agent: 'claude', make: claudePtySource, scenario }));
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }, { usedPercent: 0 }] } });
  });
});

describe('a screen that nobody knows', () => {
  const STRANGE = `process.stdout.write('Claude Code v9.9.9\\r\\n\\r\\nhello ada@example.com, 42% of what?'); setInterval(() => {}, 1000);`;

  test('is told as such and kept without what is private, with the version of the CLI', async () => {
    const command = program(STRANGE);
    // Wherever the CLI is started: beside somebody's project lies nothing of ours.
    const options = { agent: 'claude', make: claudePtySource, command, timeoutMs: 4_000, elsewhere: true } as const;
    const world = await screenWorld(options);
    const reading = await read(world);
    expect(reading).toMatchObject({ ok: false, problem: { code: 'form-unknown' } });
    const frames = join(world.home.home, 'ccx/frames');
    const [name = ''] = await readdir(frames);
    expect(reading.ok ? '' : reading.problem.detail).toContain(join(frames, name));
    expect(reading.ok ? '' : reading.problem.detail).toContain('Claude Code 9.9.9');
    const kept = await readFile(join(frames, name), 'utf8');
    expect(kept).toMatch(/^Claude Code 9\.9\.9, /);
    expect(kept).toContain('hello <email>, 42% of what?');
    expect((await stat(join(frames, name))).mode & 0o777).toBe(0o600);
  });

  test('that is empty is no screen, and none is kept', async () => {
    const world = await screenWorld({ agent: 'claude', make: claudePtySource, command: program('') });
    expect(await read(world)).toMatchObject({
      problem: { code: 'timeout', detail: 'Claude Code drew nothing and ended.' },
    });
    await expect(readdir(join(world.home.home, 'ccx/frames'))).rejects.toThrow('ENOENT');
  });

  test('and that never ends is too large', async () => {
    const command = program(
      `const row = 'x'.repeat(4096); (function flood() { process.stdout.write(row, flood); })();`,
    );
    const world = await screenWorld({ agent: 'claude', make: claudePtySource, command });
    expect(await read(world)).toMatchObject({ problem: { code: 'output-too-large' } });
  });
});

/** Writes down how it was started. */
const TELLS = `require('node:fs').appendFileSync(process.env.HOME + '/started', JSON.stringify({ args: process.argv.slice(1), cwd: process.cwd(), env: process.env }) + '\\n');`;

interface Started {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function startedIn({ home }: ScreenWorld): Promise<readonly Started[]> {
  const lines = (await readFile(join(home.home, 'started'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe('a CLI is started so that nothing of the person runs', () => {
  test('Claude Code: no hook, no status line, no server, no transcript, no update, no link handler', async () => {
    const world = await screenWorld({ agent: 'claude', make: claudePtySource, command: program(TELLS) });
    await read(world);
    const [started] = await startedIn(world);
    expect(started?.args).toEqual([
      '--strict-mcp-config',
      '--settings',
      '{"disableAllHooks":true,"disableDeepLinkRegistration":"disable"}',
    ]);
    expect(started?.env).toMatchObject({ CLAUDE_CODE_SKIP_PROMPT_HISTORY: '1', DISABLE_AUTOUPDATER: '1' });
    expect(started).toMatchObject({ cwd: world.folder, env: { PWD: world.folder } });
  });

  test('Codex: no background server, and each of its MCP servers switched off by name', async () => {
    const lists = `if (process.argv[1] === 'mcp') process.stdout.write('[{"name":"mine"},{"name":"a.b"},{"command":"nameless"}]');`;
    const world = await screenWorld({ agent: 'codex', make: codexPtySource, command: program(`${TELLS}${lists}`) });
    await read(world);
    const [listed, started] = await startedIn(world);
    expect(listed?.args).toEqual(['mcp', 'list', '--json']);
    expect(started?.args).toContain('--no-daemon');
    expect(started?.args).toContain('mcp_servers={"mine"={enabled=false}, "a.b"={enabled=false}}');
    for (const setting of [
      'features.hooks=false',
      'features.plugins=false',
      'check_for_update_on_startup=false',
      'notify=[]',
    ])
      expect(started?.args).toContain(setting);
    expect(started?.args).toContain(`projects={${JSON.stringify(world.folder)}={trust_level="trusted"}}`);
  });

  test('Codex: trusts no folder that is not of ccx', async () => {
    const command = program(TELLS);
    const world = await screenWorld({ agent: 'codex', make: codexPtySource, command, elsewhere: true });
    await read(world);
    const [, started] = await startedIn(world);
    expect(started?.args.filter((arg) => arg.startsWith('projects'))).toEqual([]);
  });

  test('Gemini CLI: hooks and updates are off in a workspace of its own beside the folder of the others', async () => {
    const world = await screenWorld({ agent: 'gemini', make: geminiPtySource, command: program(TELLS) });
    await read(world);
    const [started] = await startedIn(world);
    const workspace = join(world.home.home, 'ccx/probe-gemini');
    expect(started).toMatchObject({ cwd: workspace, env: { GEMINI_CLI_TRUST_WORKSPACE: 'true', PWD: workspace } });
    expect(started?.args).toEqual(['--extensions', 'none', '--allowed-mcp-server-names', 'ccx-starts-none']);
    expect(JSON.parse(await readFile(join(workspace, '.gemini/settings.json'), 'utf8'))).toMatchObject({
      hooksConfig: { enabled: false },
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    });
    expect(await readdir(world.folder)).toEqual([]);
  });

  test('Gemini CLI: no trust where its workspace holds anything else, or elsewhere', async () => {
    const command = program(TELLS);
    const own = await screenWorld({ agent: 'gemini', make: geminiPtySource, command });
    await read(own);
    await writeFile(join(own.home.home, 'ccx/probe-gemini/GEMINI.md'), 'do this');
    await read(own);
    const other = await screenWorld({ agent: 'gemini', make: geminiPtySource, command, elsewhere: true });
    await read(other);
    const untrusted = [(await startedIn(own))[1], (await startedIn(other))[0]];
    expect(untrusted.map((started) => started?.env['GEMINI_CLI_TRUST_WORKSPACE'])).toEqual([undefined, undefined]);
    expect(untrusted.map((started) => started?.cwd)).toEqual([own.folder, other.folder]);
  });
});
