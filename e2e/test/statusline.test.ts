import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { say, unifiedLimits, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { need } from '../support/need.ts';
import { expectExit, openWorld, type World } from '../support/world.ts';

const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000);

/** Of util-linux. */
const SCRIPT = '/usr/bin/script';

/** What a person has in their settings; it keeps Claude Code from asking anything. */
const SETTINGS = '{\n  "tui": "default",\n  "permissions": { "defaultMode": "auto" }\n}';

/** Claude Code's answer, with numbers of the plan in its headers. */
async function openSubscription(fiveHour: number): Promise<World> {
  const headers = unifiedLimits({
    fiveHour: { status: 'allowed', utilization: fiveHour, resetsAt: inHours(2) },
    sevenDay: { status: 'allowed', utilization: 0.18, resetsAt: inHours(90) },
  });
  return openWorld({ login: 'subscription', respond: () => say('Hello.', { headers }) });
}

/** Starts Claude Code in a terminal of its own and gives what it shows so far, without the spaces between words. */
function openTerminal({ env, home }: World, prompt: string): () => string {
  const inside = `stty cols 120 rows 50; exec claude '${prompt}'`;
  const terminal = spawn(SCRIPT, ['-qfec', inside, '/dev/null'], {
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    cwd: home.cwd,
  });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  terminal.stdin.on('error', () => {});
  onTestFinished(async () => {
    terminal.kill('SIGTERM');
    await until(() => terminal.exitCode !== null || terminal.signalCode !== null, {
      deadlineMs: 10_000,
      what: 'the end of the terminal',
    });
  });
  // Words are placed by moves of the cursor, not by spaces.
  return () => stripVTControlCharacters(shown).replaceAll(/\s/g, '');
}

async function cachedWindows({ env }: World): Promise<readonly unknown[]> {
  const folder = join(env['CCX_HOME'] ?? '', 'quota');
  const [name] = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json'));
  return name === undefined ? [] : JSON.parse(await readFile(join(folder, name), 'utf8')).good.windows;
}

describe('ccx statusline in the real Claude Code', () => {
  test('shows the numbers of the session, keeps them for ccx quota, and leaves the settings as they were', async (context) => {
    need(context, existsSync(SCRIPT), `there is no ${SCRIPT}, which gives a program a terminal`);
    const world = await openSubscription(0.42);
    const settings = join(world.home.home, '.claude/settings.json');
    await writeFile(settings, SETTINGS);
    expectExit(await world.ccx(['statusline', 'install']), 0);
    const screen = openTerminal(world, 'hello');
    // Only what changes on a screen is drawn anew, so that the model's name is not drawn with the numbers.
    await until(() => /ctx\d+%·5h42%\(\d[^)]*\)·week18%\(\d/.test(screen()), {
      deadlineMs: 60_000,
      what: 'the numbers in the status line',
    });
    expect(screen()).toMatch(/Opus5\.5·(?:\$0\.00·claude|ctx)/);
    await until(async () => (await cachedWindows(world)).length > 0, { deadlineMs: 10_000, what: 'the cache' });
    expect(await cachedWindows(world)).toMatchObject([
      { id: 'session', usedPercent: 42, source: 'statusline' },
      { id: 'weekly', usedPercent: 18, source: 'statusline' },
    ]);
    expectExit(await world.ccx(['statusline', 'uninstall']), 0);
    expect(await readFile(settings, 'utf8')).toBe(SETTINGS);
  });

  test("keeps the person's own line on the screen, and the numbers too", async (context) => {
    need(context, existsSync(SCRIPT), `there is no ${SCRIPT}, which gives a program a terminal`);
    const world = await openSubscription(0.07);
    const settings = join(world.home.home, '.claude/settings.json');
    const own = { type: 'command', command: `sed 's/.*"display_name":"\\([^"]*\\)".*/mine:\\1/'`, padding: 1 };
    const before = `${JSON.stringify({ tui: 'default', permissions: { defaultMode: 'auto' }, statusLine: own }, null, 2)}\n`;
    await writeFile(settings, before);
    expectExit(await world.ccx(['statusline', 'install']), 0);
    expect(await world.ccx(['statusline', 'status'])).toMatchObject({ stdout: expect.stringContaining('around: sed') });
    const screen = openTerminal(world, 'hello');
    await until(() => screen().includes('mine:Opus5.5'), {
      deadlineMs: 60_000,
      what: "the person's line on the screen",
    });
    await until(async () => (await cachedWindows(world)).length > 0, { deadlineMs: 20_000, what: 'the cache' });
    expect(screen()).not.toContain('5h7%');
    expectExit(await world.ccx(['statusline', 'uninstall']), 0);
    expect(await readFile(settings, 'utf8')).toBe(before);
  });
});
