import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codexUsageBody, geminiQuotaBody, usageBody } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { changedFiles, filesBelow } from '../support/files-below.ts';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { inHours, readScreen } from '../support/read-screen.ts';
import { tripwire } from '../support/tripwire.ts';
import { openWorld } from '../support/world.ts';

describe('a person and the screen of the real Claude Code', () => {
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

describe('a person and the screen of the real Codex', () => {
  test('runs no hook or server of the person, keeps no session, and trusts no folder for longer than this start', async () => {
    const usage = codexUsageBody({ primary: { usedPercent: 42, windowMinutes: 300, resetsAt: inHours(2) } });
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

describe('a person and the screen of the real Gemini CLI', () => {
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
