import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workFolder } from '../../src/place/work-folder.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ccx-test-')));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The real git, with nobody's settings. */
function git(cwd: string, ...args: readonly string[]): void {
  const env = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
  const settings = ['user.name=Ada', 'user.email=ada@example.invalid', 'protocol.file.allow=always'];
  const given = settings.flatMap((setting) => ['-c', setting]);
  execFileSync('git', [...given, ...args], { cwd, env, stdio: 'ignore' });
}

function repository(name: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  git(folder, 'init', '--initial-branch', 'main');
  git(folder, 'commit', '--allow-empty', '--message', 'Begin');
  return folder;
}

describe('the repository of a folder', () => {
  test('is where its .git lies, however deep the folder', () => {
    const shop = repository('shop');
    expect(workFolder(shop)).toEqual({ cwd: shop, repository: shop, worktree: shop });
    const deep = join(shop, 'src/deep');
    expect(workFolder(deep)).toEqual({ cwd: deep, repository: shop, worktree: shop });
  });

  test('is the same for all of its worktrees', () => {
    const shop = repository('shop');
    const worktree = join(root, 'elsewhere/shop-fix');
    git(shop, 'worktree', 'add', worktree, '-b', 'fix');
    mkdirSync(join(worktree, 'src'));
    const cwd = join(worktree, 'src');
    expect(workFolder(cwd)).toEqual({ cwd, repository: shop, worktree });
  });

  test('is the bare repository of a worktree that has no other', () => {
    const shop = repository('shop');
    git(root, 'clone', '--bare', shop, 'shop.git');
    const worktree = join(root, 'main');
    git(join(root, 'shop.git'), 'worktree', 'add', worktree, 'main');
    expect(workFolder(worktree)).toEqual({ cwd: worktree, repository: join(root, 'shop.git'), worktree });
  });

  test('is a submodule itself, not what holds it', () => {
    const [shop, fonts] = [repository('shop'), repository('fonts')];
    git(shop, 'submodule', 'add', fonts, 'fonts');
    const cwd = join(shop, 'fonts');
    expect(workFolder(cwd)).toEqual({ cwd, repository: cwd, worktree: cwd });
  });

  test('is none for a folder outside of any, one that is gone and one that is no path', () => {
    expect(workFolder(root)).toBeNull();
    const shop = repository('shop');
    expect(workFolder(join(shop, 'gone'))).toBeNull();
    expect(workFolder('shop')).toBeNull();
    expect(workFolder('C:\\shop')).toBeNull();
  });

  test.for([
    ['says nothing', ''],
    ['names a folder that is gone', 'gitdir: ../gone/.git/worktrees/x\n'],
    ['is far too long', `gitdir: ${'x'.repeat(10_000)}`],
  ] as const)('is not guessed from a .git file that %s', ([, text]) => {
    const folder = join(root, 'odd');
    mkdirSync(folder);
    writeFileSync(join(folder, '.git'), text);
    expect(workFolder(folder)).toBeNull();
  });

  test('is not made by an empty folder .git', () => {
    const folder = join(root, 'odd');
    mkdirSync(join(folder, '.git'), { recursive: true });
    expect(workFolder(folder)).toBeNull();
  });
});
