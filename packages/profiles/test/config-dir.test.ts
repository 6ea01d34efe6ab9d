import { spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import type { AgentKind } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canonicalConfigDir } from '../src/index.ts';
import { cases } from './long-form.ts';

async function person(): Promise<{
  readonly home: string;
  readonly cwd: string;
  readonly means: (written: string, agent?: AgentKind) => Promise<string | null>;
}> {
  const temporary = await createTempHome();
  onTestFinished(() => temporary.remove());
  const { home, cwd, env } = temporary;
  return {
    home,
    cwd,
    means: (written, agent = 'claude') => canonicalConfigDir(agent, written, { env, home, cwd }),
  };
}

test('one folder is one path, however it is written and whether it exists or not', async () => {
  const { home, cwd, means } = await person();
  const spellings = ['~/.claude-work', '~/.claude-work//', '../home/.claude-work', `${home}/x/../.claude-work/.`];
  for (const written of spellings) expect(await means(written)).toBe(`${home}/.claude-work`);
  await mkdir(join(home, '.claude-work'));
  await symlink(join(home, '.claude-work'), join(cwd, 'link'));
  await symlink(home, join(cwd, 'house'));
  for (const written of [...spellings, 'link', 'link/', 'house/.claude-work']) {
    expect(await means(written)).toBe(`${home}/.claude-work`);
  }
  expect(await means('house/not/there')).toBe(`${home}/not/there`);
});

test('the default place of the vendor is null, also through a link and where it is a link itself', async () => {
  const { home, cwd, means } = await person();
  expect(await means('~/.claude')).toBeNull();
  expect(await means('~/.codex/', 'codex')).toBeNull();
  await mkdir(join(cwd, 'dotfiles'));
  await symlink(join(cwd, 'dotfiles'), join(home, '.claude'));
  expect(await means('~/.claude')).toBeNull();
  expect(await means('dotfiles')).toBeNull();
  expect(await means('dotfiles', 'codex')).toBe(join(cwd, 'dotfiles'));
});

describe('an agent whose variable names the folder above its config dir', () => {
  test('is understood by either folder', async () => {
    const { home, means } = await person();
    for (const written of ['~/g', '~/g/', '~/g/.gemini', '~/g/.gemini/']) {
      expect(await means(written, 'gemini')).toBe(`${home}/g/.gemini`);
    }
    for (const written of ['~', '~/.gemini']) expect(await means(written, 'gemini')).toBeNull();
  });

  test('keeps the name of the config dir where that is a link, since nothing else can be said in the variable', async () => {
    const { home, cwd, means } = await person();
    await mkdir(join(home, 'g'));
    await symlink(cwd, join(home, 'g', '.gemini'));
    expect(await means('~/g', 'gemini')).toBe(`${home}/g/.gemini`);
  });
});

test('what cannot be a config dir is refused with its reason', async () => {
  const { home, cwd, means } = await person();
  await writeFile(join(cwd, 'file'), '');
  await symlink('/', join(cwd, 'top'));
  const refused: readonly (readonly [string, RegExp, AgentKind?])[] = [
    ['', /is empty/],
    ['  ', /is empty/],
    ['a\0b', /NUL/],
    ['~ada/.claude', /home of another person/],
    ['file', /is a file/],
    ['file/below', /lies below one/],
    ['~', /is the home directory/],
    ['../home', /is the home directory/],
    ['/', /root of the file system/],
    ['top', /root of the file system/],
    ['/', /root of the file system/, 'gemini'],
    ['~/.config/ccx', /keeps its own files/],
    ['~/.local/state/ccx/quota', /keeps its own files/],
    ['~/.local/state/ccx/runs/x', /keeps its own files/],
  ];
  for (const [written, why, agent] of refused) {
    await expect(means(written, agent)).rejects.toMatchObject({
      code: 'invalid_config_dir',
      message: expect.stringMatching(why),
      hint: expect.stringContaining('~/'),
    });
  }
  expect(await means('~/.config/ccx-work')).toBe(`${home}/.config/ccx-work`);
});

test('what comes out goes in again and stays what it is', async () => {
  const { means } = await person();
  let seen = 0;
  const segment = fc.stringMatching(/^[^/\0]{1,8}$/);
  const written = fc.tuple(fc.constantFrom('~/', './', '../', ''), fc.array(segment, { minLength: 1, maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(
      written,
      fc.constantFrom<AgentKind>('claude', 'codex', 'gemini'),
      async ([start, parts], agent) => {
        const first = await means(start + parts.join('/'), agent).catch(() => 'refused');
        seen += 1;
        if (first !== null && first !== 'refused') expect(await means(first, agent)).toBe(first);
      },
    ),
    { numRuns: cases(60) },
  );
  expect(seen).toBeGreaterThanOrEqual(60);
});

const mounts = spawnSync('unshare', ['-rm', 'true']).status === 0;

test.skipIf(!mounts)(
  'a folder that a disk shows under two paths, as one without case does, is one folder',
  async () => {
    const { home, cwd } = await person();
    for (const folder of [join(home, '.claude'), join(home, 'work'), join(cwd, '.CLAUDE'), join(cwd, 'WORK')]) {
      await mkdir(folder);
    }
    const program = `
    const { canonicalConfigDir, openProfiles } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
    const [home, cwd] = process.argv.slice(1);
    const book = openProfiles({ env: {}, home, cwd });
    console.log(await canonicalConfigDir('claude', '.CLAUDE', { env: {}, home, cwd }));
    await book.add({ name: 'a', agent: 'claude', configDir: '~/work' });
    console.log(await book.add({ name: 'b', agent: 'claude', configDir: 'WORK' }).catch((error) => error.code));
  `;
    const script = `mount --bind "$1/.claude" "$2/.CLAUDE" && mount --bind "$1/work" "$2/WORK" &&
    exec "$3" --conditions=@ccx/source --input-type=module -e "$4" "$1" "$2"`;
    const args = ['-rm', 'sh', '-c', script, 'sh', home, cwd, process.execPath, program];
    const { stdout, stderr } = spawnSync('unshare', args, { cwd: new URL('..', import.meta.url), encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe('null\nconfig_dir_conflict\n');
  },
);
