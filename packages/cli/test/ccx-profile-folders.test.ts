import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProfilePlace, type ProfilePlace } from './ccx-profile-place.ts';

let place: ProfilePlace;
beforeEach(async () => {
  place = await createProfilePlace();
  for (const name of ['work', 'private']) place.register(name);
});
afterEach(async () => place.remove());

describe('ccx profile bind', () => {
  test('binds this folder, and unbind takes it back', async () => {
    const end = await place.profile('bind', 'work', 'private');
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toContain('is bound to work, private, the first one preferred');
    expect(await place.json('bindings')).toEqual({
      schemaVersion: 1,
      bindings: [{ folder: place.cwd, profiles: ['work', 'private'] }],
    });
    expect((await place.profile('show', 'work')).stdout).toContain(place.cwd);
    expect((await place.profile('unbind')).code).toBe(0);
    expect((await place.profile('unbind')).stderr).toContain('[not_found]');
    expect((await place.profile('bindings')).stderr).toContain('No folder is bound');
  });

  test.for([
    ['a path', './shop'],
    ['the name of a folder', 'shop'],
    ['a path below the home', '~/../work/shop'],
  ] as const)('takes %s for a folder', async ([, folder]) => {
    mkdirSync(join(place.cwd, 'shop'));
    await place.profile('bind', folder, 'work');
    expect((await place.profile('bindings')).stdout).toMatch(/^ folder +accounts\n .*shop +work\n$/);
  });

  test('takes the name of an account for the account, whatever lies here', async () => {
    mkdirSync(join(place.cwd, 'work'));
    await place.profile('bind', 'work', 'private');
    expect(await place.json('bindings')).toMatchObject({ bindings: [{ folder: place.cwd }] });
  });

  test.for([
    [['./nowhere', 'work'], 2, 'is no folder'],
    [['wrok'], 3, 'profile_not_found'],
    [['.'], 2, 'No account was named'],
  ] as const)('%j exits %i and says %s', async ([args, code, words]) => {
    const end = await place.profile('bind', ...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
    expect(await place.json('bindings')).toMatchObject({ bindings: [] });
  });
});

describe('ccx profile current', () => {
  test('says that nobody chose', async () => {
    const { code, stdout } = await place.profile('current');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ agent +account +chosen by\n claude +- +nobody: ccx run picks\n/);
  });

  test('says which account is active, and where that stands', async () => {
    await place.profile('bind', 'work', 'private');
    const { stdout } = await place.profile('current');
    expect(stdout).toMatch(/ claude +work, private +bound folder .*work\n codex +- /);
    expect((await place.profile()).stdout).toMatch(/^ ● work /m);
  });

  test('explains what every rule said, the strongest first', async () => {
    await place.profile('bind', 'work');
    writeFileSync(join(place.cwd, '.ccx-profile'), 'private\n');
    const { stdout } = await place.profile('current', '--explain', '--agent', 'claude');
    expect(stdout).toMatch(/● .*\.ccx-profile +private +decided\n +bound folder .* +work +outranked/);
    expect(await place.json('current', '--explain')).toMatchObject({
      schemaVersion: 1,
      cwd: place.cwd,
      agents: [
        {
          agent: 'claude',
          pin: { rule: 'file', accounts: [{ profile: { name: 'private' } }] },
          findings: [
            { rule: 'flag' },
            { rule: 'variable' },
            { rule: 'file', outcome: 'won' },
            { rule: 'binding' },
            {},
            {},
          ],
        },
        { agent: 'codex', pin: null },
        { agent: 'gemini', pin: null },
      ],
    });
  });

  test('knows a config dir that nobody registered', async () => {
    const env = { CLAUDE_CONFIG_DIR: join(place.home, 'elsewhere') };
    const { stdout } = await place.profileIn(env, 'current');
    expect(stdout).toMatch(/ claude +claude \(~\/elsewhere\) +CLAUDE_CONFIG_DIR/);
  });

  test('refuses a name that no account has, and lists all the same', async () => {
    const env = { CCX_PROFILE: 'wrok' };
    const end = await place.profileIn(env, 'current');
    expect(end.code).toBe(3);
    expect(end.stderr).toContain('CCX_PROFILE');
    expect((await place.profileIn(env)).code).toBe(0);
  });
});
