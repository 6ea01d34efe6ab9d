import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStatuslinePlace, type StatuslinePlace } from './statusline-process.ts';

const OWN = '{\n  "model": "opus",\n  "statusLine": { "type": "command", "command": "echo mine | tr a-z A-Z" }\n}\n';

let place: StatuslinePlace;
let settings: string;
beforeEach(async () => {
  place = await createStatuslinePlace();
  settings = join(place.configDir, 'settings.json');
  await writeFile(settings, OWN);
});
afterEach(async () => place.remove());

/** What a shell gives for the command in the settings, as Claude Code runs it. */
async function commandInSettings(): Promise<string> {
  const { statusLine } = JSON.parse(await readFile(settings, 'utf8'));
  return statusLine.command;
}

describe('ccx statusline install', () => {
  test('with --dry-run shows what would change, and changes nothing', async () => {
    const { code, stdout } = await place.ccx(['statusline', 'install', '--dry-run']);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '--- ~/.claude/settings.json',
      '+++ ~/.claude/settings.json',
      ' {',
      '   "model": "opus",',
    ]);
    expect(lines[4]).toBe('-  "statusLine": { "type": "command", "command": "echo mine | tr a-z A-Z" }');
    expect(lines[5]).toMatch(/^\+ {2}"statusLine": .* statusline --tee='echo mine \| tr a-z A-Z'" \}$/);
    expect(await readFile(settings, 'utf8')).toBe(OWN);
    expect(await readdir(place.configDir)).toEqual(['settings.json']);
  });

  test('puts in a command that works from a shell and keeps the line that was there', async () => {
    expect((await place.ccx(['statusline', 'install'])).code).toBe(0);
    const { stdout } = await place.shell(await commandInSettings(), '{"model":{"display_name":"Opus"}}');
    expect(stdout).toBe('MINE\n');
    expect((await place.ccx(['statusline', 'install', '--format', '{model}'])).code).toBe(0);
    const both = await place.shell(await commandInSettings(), '{"model":{"display_name":"Opus"}}');
    expect(both.stdout).toBe('MINE\nOpus\n');
  });

  test('takes the account that is named, and refuses a name that nobody has', async () => {
    expect((await place.ccx(['statusline', 'install', '--profile', 'claude'])).code).toBe(0);
    const status = await place.ccx(['statusline', 'status', '--profile', 'claude', '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ settings, installed: true });
    expect((await place.ccx(['statusline', 'uninstall', '--profile', 'claude'])).code).toBe(0);
    expect(await readFile(settings, 'utf8')).toBe(OWN);
    const unknown = await place.ccx(['statusline', 'install', '--profile', 'wok']);
    expect(unknown).toMatchObject({ code: 3, stdout: '' });
    expect(unknown.stderr).toContain('No profile is named "wok"');
  });

  test('names ccx alone where it is on the PATH to stay', async () => {
    const bin = join(place.home, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'ccx'), '#!/bin/sh\n');
    await chmod(join(bin, 'ccx'), 0o755);
    await place.ccx(['statusline', 'install'], { PATH: `${bin}:/usr/bin:/bin` });
    expect(await commandInSettings()).toBe("ccx statusline --tee='echo mine | tr a-z A-Z'");
  });

  test('does not count a ccx that a package manager shows to one command', async () => {
    const bin = join(place.home, 'shop/node_modules/.bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'ccx'), '#!/bin/sh\n');
    await chmod(join(bin, 'ccx'), 0o755);
    await place.ccx(['statusline', 'install'], { PATH: `${bin}:/usr/bin:/bin` });
    expect(await commandInSettings()).toMatch(/^\S+ \S+\/cli\/dist\/bin\.js statusline --tee=/);
  });

  test.for([
    ['{"model": "opus",', 'is no valid JSON'],
    ['{"statusLine": 5}', 'has no command'],
  ])('refuses %s and changes nothing', async ([text = '', why]) => {
    await writeFile(settings, text);
    const { code, stdout, stderr } = await place.ccx(['statusline', 'install']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
    expect(await readFile(settings, 'utf8')).toBe(text);
    expect(await readdir(place.configDir)).toEqual(['settings.json']);
  });

  test.for([
    ['{modell}', 'no field "modell"'],
    ['hello', 'names no field'],
  ])('refuses the format %s', async ([format = '', why]) => {
    const { code, stderr } = await place.ccx(['statusline', 'install', '--format', format]);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
    expect(await readFile(settings, 'utf8')).toBe(OWN);
  });

  test('goes into the config dir that the shell stands in', async () => {
    const other = join(place.home, '.claude-work');
    await mkdir(other);
    await place.ccx(['statusline', 'install'], { CLAUDE_CONFIG_DIR: other });
    expect(await readdir(other)).toEqual(['settings.json']);
    expect(await readFile(settings, 'utf8')).toBe(OWN);
  });
});

describe('ccx statusline uninstall', () => {
  test('puts the settings back to the byte, and says what would be with --dry-run before', async () => {
    await place.ccx(['statusline', 'install']);
    const installed = await readFile(settings, 'utf8');
    const dry = await place.ccx(['statusline', 'uninstall', '--dry-run']);
    expect(dry.stdout).toContain('+  "statusLine": { "type": "command", "command": "echo mine | tr a-z A-Z" }');
    expect(await readFile(settings, 'utf8')).toBe(installed);
    expect((await place.ccx(['statusline', 'uninstall'])).code).toBe(0);
    expect(await readFile(settings, 'utf8')).toBe(OWN);
    expect(await readdir(place.configDir)).toEqual(['settings.json']);
  });

  test('leaves a line alone that is not of ccx', async () => {
    expect((await place.ccx(['statusline', 'uninstall'])).stdout).toContain('ccx is not the status line');
    expect(await readFile(settings, 'utf8')).toBe(OWN);
  });
});

describe('ccx statusline status', () => {
  test('says what is there, for people and programs', async () => {
    expect((await place.ccx(['statusline', 'status'])).stdout).toContain('it is: echo mine | tr a-z A-Z');
    expect(JSON.parse((await place.ccx(['statusline', 'status', '--json'])).stdout)).toEqual({
      schemaVersion: 1,
      settings,
      installed: false,
      command: 'echo mine | tr a-z A-Z',
      own: null,
      missing: [],
      isStrict: true,
    });
    await place.ccx(['statusline', 'install']);
    expect((await place.ccx(['statusline', 'status'])).stdout).toMatch(
      /ccx is the status line .*\n {3}around: echo mine/,
    );
    expect(JSON.parse((await place.ccx(['statusline', 'status', '--json'])).stdout)).toMatchObject({
      installed: true,
      own: { tee: 'echo mine | tr a-z A-Z', format: null },
      missing: [],
    });
  });

  test('says, as install does, when Claude Code reads nothing of the settings', async () => {
    await writeFile(settings, '{ "model": "opus" } // mine');
    expect((await place.ccx(['statusline', 'install'])).stderr).toContain('have comments or trailing commas');
    expect((await place.ccx(['statusline', 'status'])).stdout).toContain('have comments or trailing commas');
  });

  test('says when what it calls is gone', async () => {
    await writeFile(
      settings,
      '{"statusLine":{"type":"command","command":"/gone/node /gone/cli/dist/bin.js statusline"}}',
    );
    expect((await place.ccx(['statusline', 'status'])).stdout).toContain('/gone/node is gone');
  });
});
