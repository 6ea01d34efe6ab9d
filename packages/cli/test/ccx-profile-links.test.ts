import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { createProfilePlace, type End, type ProfilePlace } from './ccx-profile-place.ts';

let place: ProfilePlace;
beforeEach(async () => {
  place = await createProfilePlace();
  place.register('work');
  write('.claude/settings.json', '{"model":"opus"}');
  write('.claude/skills/review/SKILL.md', 'Review.');
});
afterEach(async () => place.remove());

const at = (path: string): string => join(place.home, path);
const isLink = (path: string): boolean => existsSync(at(path)) && lstatSync(at(path)).isSymbolicLink();

/** A process of Claude Code in another container may hide its config dir, and then nobody's history is moved. */
function skipIfInUse(context: TestContext, { stdout, stderr }: End): void {
  if (/in use|profile_in_use/.test(stdout + stderr))
    context.skip('a session lives on this machine that hides its config dir');
}

function write(path: string, text: string): void {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), text);
}

describe('ccx profile link', () => {
  test('lets an account use all that another one has, and unlink takes it back', async () => {
    const end = await place.profile('link', 'work', '--from', 'claude');
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toContain('✓ work has of claude: settings, skills\n');
    expect(end.stderr).toContain('claude has none: commands, agents, keybindings, memory');
    expect(readFileSync(at('.claude-work/settings.json'), 'utf8')).toBe('{"model":"opus"}');
    expect((await place.profile('links', 'work')).stdout).toMatch(
      /^ settings {2}linked {2}~\/\.claude\/settings\.json\n/,
    );
    expect((await place.profile('links', 'claude')).stdout).toBe(' work has of claude: settings, skills\n');

    const back = await place.profile('unlink', 'work');
    expect(back.stderr).toContain('settings is not linked any more');
    expect(existsSync(at('.claude-work/settings.json'))).toBe(false);
    expect(existsSync(at('.claude/settings.json'))).toBe(true);
    expect((await place.profile('links', 'work')).stderr).toContain('work has nothing of another account.');
    expect((await place.profile('unlink', 'work')).stderr).toContain('Nothing is linked into work.');
  });

  test('only says what would be with --dry-run', async () => {
    write('.claude-work/skills/own/SKILL.md', 'Mine.');
    const items = await place.profile('link', 'work', 'settings', 'skills', 'memory', '--from', 'claude', '--dry-run');
    expect(items.stdout.split('\n')).toEqual([
      expect.stringMatching(/^ settings {2}would be linked +~\/\.claude-work\/settings\.json$/),
      expect.stringMatching(/^ skills +in the way \(--replace\): a folder +~\/\.claude-work\/skills$/),
      expect.stringMatching(/^ memory +is not there to be linked +~\/\.claude-work\/CLAUDE\.md$/),
      '',
    ]);
    expect(isLink('.claude-work/settings.json')).toBe(false);
    expect(await place.json('links', 'work')).toMatchObject({ schemaVersion: 1, links: [], history: null });
  });

  test('refuses what is in the way before anything is done, and puts it aside with --replace', async () => {
    write('.claude-work/skills/own/SKILL.md', 'Mine.');
    const refused = await place.profile('link', 'work', '--from', 'claude');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('[link_conflict]');
    expect(isLink('.claude-work/settings.json')).toBe(false);

    const replaced = await place.profile('link', 'work', 'skills', '--from', 'claude', '--replace');
    expect(replaced.stderr).toContain('its own skills of before: ');
    expect(isLink('.claude-work/skills')).toBe(true);
    expect((await place.profile('unlink', 'work', 'skills')).stderr).toContain('skills of work is as it was before');
    expect(readFileSync(at('.claude-work/skills/own/SKILL.md'), 'utf8')).toBe('Mine.');
  });

  test.for([
    [['link', 'work', 'login', '--from', 'claude'], 2, 'It is one of settings, skills'],
    [['link', 'work'], 2, '--from'],
    [['link', 'work', '--from', 'work'], 2, 'invalid_argument'],
    [['link', 'work', '--from', 'codex'], 2, 'invalid_argument'],
    [['link', 'work', '--from', 'wrok'], 3, 'profile_not_found'],
    [['unlink', 'work', '--history'], 1, 'not_found'],
    [['links', 'wrok'], 3, 'profile_not_found'],
  ] as const)('%j exits %i and says %s', async ([args, code, words]) => {
    const end = await place.profile(...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
  });
});

describe('ccx profile link --history', () => {
  beforeEach(() => {
    write('.claude/projects/-shop/one.jsonl', '{"a":1}\n');
    write('.claude-work/projects/-shop/two.jsonl', '{"b":1}\n');
  });

  test('says with --dry-run how much would be copied', async (context) => {
    const { stdout, stderr, code } = await place.profile('link', 'work', '--from', 'claude', '--history', '--dry-run');
    skipIfInUse(context, { stdout, stderr, code });
    expect(stdout).toBe(' history  would be shared: 1 file to copy, 1 kB  ~/.claude-work/projects\n');
    expect(isLink('.claude-work/projects')).toBe(false);
  });

  test('makes one history of two', async (context) => {
    const end = await place.profile('link', 'work', '--from', 'claude', '--history');
    skipIfInUse(context, end);
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(end.stderr).toContain('work and claude have one history: ~/.claude/projects');
    expect(end.stderr).toContain('copied and compared: 1 file');
    // About the sessions alone.
    expect(isLink('.claude-work/settings.json')).toBe(false);
    expect(readFileSync(at('.claude-work/projects/-shop/one.jsonl'), 'utf8')).toBe('{"a":1}\n');
    expect((await place.profile('links', 'work')).stdout).toMatch(/^ history {2}linked {2}~\/\.claude\/projects\n/);
    expect((await place.profile('rm', 'work')).stderr).toContain('Its links to another account: history.');
  });

  test('gives the account its own again with unlink --history', async (context) => {
    skipIfInUse(context, await place.profile('link', 'work', '--from', 'claude', '--history'));
    const back = await place.profile('unlink', 'work', '--history');
    expect(back.stderr).toContain(
      'work has its own sessions of before; what was written meanwhile stays in ~/.claude/projects',
    );
    expect(existsSync(at('.claude-work/projects/-shop/one.jsonl'))).toBe(false);
    expect(readFileSync(at('.claude/projects/-shop/two.jsonl'), 'utf8')).toBe('{"b":1}\n');
  });

  test('refuses histories that differ, and a dry run says where', async (context) => {
    write('.claude-work/projects/-shop/one.jsonl', '{"c":1}\n');
    const dry = await place.profile('link', 'work', '--from', 'claude', '--history', '--dry-run');
    expect(dry.stdout).toMatch(/ history {2}refused: 1 file differs +~\/\.claude-work\/projects\n ▲ .*one\.jsonl/);
    const end = await place.profile('link', 'work', '--from', 'claude', '--history');
    skipIfInUse(context, end);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('[link_conflict]');
    expect(isLink('.claude-work/projects')).toBe(false);
  });

  test('moves no history where something else that was asked for is refused', async () => {
    write('.claude-work/skills/own/SKILL.md', 'Mine.');
    const end = await place.profile('link', 'work', 'skills', '--from', 'claude', '--history');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('skills');
    expect(isLink('.claude-work/projects')).toBe(false);
  });
});
