import { appendFileSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProfilePlace, type ProfilePlace } from './ccx-profile-place.ts';

let place: ProfilePlace;
beforeEach(async () => {
  place = await createProfilePlace();
});
afterEach(async () => place.remove());

describe('ccx profile add', () => {
  test('makes a folder of its own where none is named, and says that nobody is logged in there yet', async () => {
    const end = await place.profile('add', 'work');
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toBe(
      " ✓ work added: Claude Code in ~/.claude-work\n   ccx profile login work     starts the vendor's own login\n",
    );
    expect(statSync(join(place.home, '.claude-work')).mode & 0o777).toBe(0o700);
  });

  test('takes a folder that is there, and says who is logged in', async () => {
    place.logIn('old');
    const end = await place.profile('add', 'work', '--config-dir', join(place.home, 'old'), '--label', 'office');
    expect(end.code).toBe(0);
    expect(end.stderr).toMatch(
      / added: Claude Code in ~\/old\n {3}label: office\n {3}Logged in as dev@example\.com.*\n/,
    );
    expect(end.stderr).toContain('ccx run "…" --profile work');
  });

  test('warns of two folders that are one account at the vendor', async () => {
    place.logIn('.claude');
    place.logIn('copy');
    const end = await place.profile('add', 'work', '--config-dir', join(place.home, 'copy'));
    expect(end.stderr).toContain('work is the same account as claude: they share one quota');
    expect(end.stderr).toContain('each refresh token works once');
    expect((await place.profile('list')).stdout).toContain('claude, work: one account at the vendor');
    expect((await place.profile('show', 'work')).stdout).toContain('one account with claude');
  });

  test('prints one object with --json', async () => {
    expect(await place.json('add', 'work', '--priority', '-5', '--allow-extra-usage')).toMatchObject({
      schemaVersion: 1,
      profile: {
        name: 'work',
        agent: 'claude',
        configDir: join(place.home, '.claude-work'),
        limits: { priority: -5, allowExtraUsage: true, reservePercent: 0 },
      },
      login: { auth: 'login-needed' },
      sharedWith: [],
    });
  });

  test.for([
    [['Work'], 2, 'invalid_argument'],
    [['codex'], 2, 'invalid_argument'],
    [['work', '--agent', 'cursor'], 2, '--agent is "cursor"'],
    [['work', '--reserve', '200'], 2, '--reserve is "200"'],
    [['work', '--config-dir', ''], 2, 'invalid_config_dir'],
    [['work', '--login', '--json'], 2, 'ccx profile login work'],
    [[], 2, "argument 'name'"],
  ] as const)('%j exits %i and says %s, and nothing is registered', async ([args, code, words]) => {
    const end = await place.profile('add', ...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
    expect(place.registry()).toBe('');
  });

  test('refuses a name and a folder that are taken', async () => {
    place.register('work');
    expect((await place.profile('add', 'work')).stderr).toContain('[profile_already_exists]');
    const again = await place.profile('add', 'other', '--config-dir', join(place.home, '.claude-work'));
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('[config_dir_conflict]');
  });
});

describe('ccx profile', () => {
  test('alone lists what there is: what was added, and the default places of the agents that are installed', async () => {
    place.register('work', 'label = "office"');
    const { stdout, stderr, code } = await place.profile();
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ {3}name +agent +login +age +where +label$/),
      expect.stringMatching(/^ {3}claude +claude +- +- +~\/\.claude$/),
      expect.stringMatching(/^ {3}codex +codex/),
      expect.stringMatching(/^ {3}gemini +gemini/),
      expect.stringMatching(/^ {3}work +claude +- +- +~\/\.claude-work +office$/),
      '',
    ]);
  });

  test('leaves out the default place of an agent that nobody uses, and says how accounts are added', async () => {
    const bin = join(place.home, 'only-node');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    mkdirSync(join(place.home, '.codex'));
    const end = await place.profileIn({ PATH: [bin, dirname('/bin/sh')].join(delimiter) });
    expect(end.stdout).toMatch(/^ {3}codex +codex/m);
    expect(end.stdout).not.toContain('gemini');
    expect(end.stderr).toContain('ccx profile add NAME');
  });

  test('prints one object or one a line', async () => {
    place.register('work');
    const names = ['claude', 'codex', 'gemini', 'work'];
    expect(await place.json()).toMatchObject({
      schemaVersion: 1,
      profiles: names.map((name) => ({ name, registered: name === 'work', active: false })),
      unknownKeys: [],
    });
    const { stdout } = await place.profile('list', '--jsonl');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject(names.map((name) => ({ schemaVersion: 1, name })));
  });

  test('knows its commands', async () => {
    const end = await place.profile('wrok');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('ccx profile knows no command "wrok".');
    expect(end.stderr).toContain('ccx profile show wrok');
  });
});

describe('ccx profile set', () => {
  test('changes what is given, takes back what --clear names, and leaves all else', async () => {
    place.register('work', 'label = "office"', 'reserve_percent = 20');
    const end = await place.profile('set', 'work', '--priority', '5', '--clear', 'label');
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toContain('work: label back to its default, priority 5');
    expect(await place.json('show', 'work')).toMatchObject({
      profile: { label: null, limits: { priority: 5, reservePercent: 20 } },
    });
  });

  test('registers a default place that had no word about it', async () => {
    expect((await place.profile('set', 'codex', '--suggestions', 'off')).code).toBe(0);
    expect(await place.json('show', 'codex')).toMatchObject({
      profile: { registered: true, configDir: null, limits: { suggestEnabled: false } },
    });
  });

  test.for([
    [['work'], 2, 'Nothing is to be changed.'],
    [['work', '--clear', 'name'], 2, '--clear is "name"'],
    [['work', '--label', 'x', '--clear', 'label'], 2, '--label and --clear label'],
    [['work', '--color', 'red'], 2, 'color'],
    [['wrok', '--priority', '5'], 3, '"wrok"'],
  ] as const)('%j exits %i and says %s', async ([args, code, words]) => {
    place.register('work');
    const before = place.registry();
    const end = await place.profile('set', ...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
    expect(place.registry()).toBe(before);
  });
});

test('ccx profile rename keeps the account and its bindings', async () => {
  place.register('work');
  await place.profile('bind', 'work');
  const end = await place.profile('rename', 'work', 'office');
  expect(end).toMatchObject({ code: 0, stdout: '' });
  expect(end.stderr).toContain('.ccx-profile');
  expect(await place.json('bindings')).toMatchObject({ bindings: [{ profiles: ['office'] }] });
  expect((await place.profile('show', 'work')).code).toBe(3);
});

test('ccx profile rm takes the name away, leaves the folder and says so', async () => {
  place.register('work');
  const end = await place.profile('rm', 'work');
  expect(end).toMatchObject({ code: 0, stdout: '' });
  expect(end.stderr).toContain('~/.claude-work with all that is in it');
  expect(existsSync(join(place.home, '.claude-work'))).toBe(true);
  expect((await place.profile('rm', 'work')).stderr).toContain('[profile_not_found]');
});

describe('ccx profile hold', () => {
  test('takes an account out of the rotation until a time, and release puts it back', async () => {
    place.register('work');
    const end = await place.profile('hold', 'work', '--until', '2h', '--reason', 'the demo');
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toMatch(/work: held until (\w{3} )?\d\d:\d\d: the demo/);
    expect((await place.profile()).stdout).toContain('work: held until');
    expect((await place.profile('release', 'work')).stderr).toContain('work is in the rotation again');
    expect((await place.profile('release', 'work')).stderr).toContain('work was not held');
    expect((await place.profile()).stdout).not.toContain('held');
  });

  test('forgets an earlier reason', async () => {
    place.register('work');
    await place.profile('hold', 'work', '--reason', 'the demo');
    const end = await place.profile('hold', 'work');
    expect(end.stderr).toContain('work: held until it is released\n');
  });

  test('refuses a time that is none, and one that is over', async () => {
    place.register('work');
    expect(await place.profile('hold', 'work', '--until', 'soon')).toMatchObject({ code: 2 });
    expect((await place.profile('hold', 'work', '--until', '2020-01-01')).stderr).toContain('which is over');
  });
});

describe('ccx profile export and import', () => {
  test('carry accounts to another machine', async () => {
    place.register('work', 'label = "office"');
    const { stdout } = await place.profile('export');
    expect(stdout).toContain('~/.claude-work');
    const other = await createProfilePlace();
    try {
      const end = await other.run(['profile', 'import', '-'], { input: stdout });
      expect(end).toMatchObject({ code: 0, stdout: '' });
      expect(end.stderr).toContain('work added: ~/.claude-work');
      expect(await other.json('show', 'work')).toMatchObject({
        profile: { label: 'office', configDir: join(other.home, '.claude-work') },
      });
    } finally {
      await other.remove();
    }
  });

  test('say what was not taken, and why', async () => {
    place.register('work');
    const { stdout } = await place.profile('export');
    const end = await place.run(['profile', 'import', '-'], { input: stdout });
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('work skipped');
  });

  test('name a file that is not there', async () => {
    const end = await place.profile('import', 'nowhere.toml');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('nowhere.toml cannot be read');
  });
});

test('a registry that cannot be read is said, with its line, and is not touched', async () => {
  place.register('work');
  writeFileSync(join(place.home, 'ccx', 'profiles.toml'), '[[profile]\n');
  const end = await place.profile();
  expect(end.code).toBe(2);
  expect(end.stderr).toContain('line 1');
  await place.profile('add', 'other');
  expect(place.registry()).toBe('[[profile]\n');
});

test('a key that ccx does not know is said and kept', async () => {
  place.register('work');
  appendFileSync(join(place.home, 'ccx', 'profiles.toml'), 'colour = "red"\n');
  expect((await place.profile()).stderr).toContain('ccx does not know profile.work.colour, and keeps it');
  await place.profile('set', 'work', '--priority', '1');
  expect(place.registry()).toContain('colour = "red"');
});
