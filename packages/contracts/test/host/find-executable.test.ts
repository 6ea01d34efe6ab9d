import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExecutable } from '@ccx/contracts/host';
import { executablePaths } from '../../src/host/find-executable.ts';

describe.skipIf(process.platform === 'win32')('an executable', () => {
  let root: string;
  const at = (...parts: readonly string[]): string => join(root, ...parts);

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'ccx find '));
    for (const folder of ['a', 'b', 'c', 'a/tool', 'home']) mkdirSync(at(folder), { recursive: true });
    for (const file of ['b/tool', 'c/tool', 'c/other', 'c/~', 'a/plain', 'c/plain', 'here']) {
      writeFileSync(at(file), '#!/bin/sh\n');
      chmodSync(at(file), file === 'a/plain' ? 0o644 : 0o755);
    }
    symlinkSync(at('c/other'), at('b/linked'));
    symlinkSync(at('nowhere'), at('a/linked'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const find = (names: string | readonly string[], path: string | undefined, cwd = root): Promise<string | null> =>
    findExecutable(names, { env: { PATH: path }, cwd });
  const path = (...folders: readonly string[]): string => folders.map((folder) => at(folder)).join(delimiter);

  it('is the first one in PATH that is a file, folders of that name aside', async () => {
    expect(await find('tool', path('a', 'b', 'c'))).toBe(at('b/tool'));
    expect(await find('tool', path('c', 'b'))).toBe(at('c/tool'));
  });

  it('has its execute bit set', async () => {
    expect(await find('plain', path('a', 'c'))).toBe(at('c/plain'));
    expect(await find(at('a/plain'), '')).toBeNull();
  });

  it('is returned as the link that was found; a link to nothing is none', async () => {
    expect(await find('linked', path('a', 'b'))).toBe(at('b/linked'));
  });

  it('goes by the order of the names before the order of PATH', async () => {
    expect(await find(['other', 'tool'], path('b', 'c'))).toBe(at('c/other'));
    expect(await find(['absent', 'tool'], path('b', 'c'))).toBe(at('b/tool'));
    expect(await find([], path('b'))).toBeNull();
  });

  it.each([
    ['an empty entry in front', ':/nowhere'],
    ['an empty entry in the middle', '/nowhere::/nowhere'],
    ['an empty entry at the end', '/nowhere:'],
    ['an empty PATH', ''],
    ['a dot', '.'],
  ])('is looked for in the current folder by %s', async (_, entries) => {
    expect(await find('here', entries)).toBe(at('here'));
  });

  it('is found in no folder without a PATH', async () => {
    expect(await find('here', undefined)).toBeNull();
    expect(await find('sh', undefined)).toBeNull();
  });

  it('is absolute though PATH is relative', async () => {
    expect(await find('tool', 'nowhere:./b')).toBe(at('b/tool'));
    expect(await find('tool', '../b', at('home'))).toBe(at('b/tool'));
  });

  it('with a slash in its name is a path and is not looked up', async () => {
    expect(await find('./here', path('c'))).toBe(at('here'));
    expect(await find('c/other', undefined)).toBe(at('c/other'));
    expect(await find(at('c/other'), undefined)).toBe(at('c/other'));
    expect(await find('./tool', path('c'))).toBeNull();
    expect(await find('c/', path('c'))).toBeNull();
  });

  it('is not looked for at home by a tilde', async () => {
    expect(await findExecutable('~/tool', { env: { HOME: at('b'), PATH: '' }, cwd: root })).toBeNull();
    expect(await findExecutable('~', { env: { HOME: at('b'), PATH: at('c') }, cwd: root })).toBe(at('c/~'));
  });

  it.each(['', '.', '..', 'to\0ol', 'absent'])('is none of the name %j', async (name) => {
    expect(await find(name, path('b', 'c'))).toBeNull();
  });
});

describe('an executable on Windows', () => {
  const paths = (name: string, env: Record<string, string>): readonly string[] =>
    executablePaths([name], { env, cwd: String.raw`C:\work`, platform: 'win32' });

  it('has one of the extensions of PATHEXT, in their order', () => {
    expect(paths('claude', { Path: String.raw`C:\npm;D:\bin`, PATHEXT: '.EXE;.CMD' })).toEqual([
      String.raw`C:\npm\claude.exe`,
      String.raw`C:\npm\claude.cmd`,
      String.raw`D:\bin\claude.exe`,
      String.raw`D:\bin\claude.cmd`,
    ]);
  });

  it('is taken as it is when its name has such an extension already', () => {
    expect(paths('node.Exe', { PATH: String.raw`C:\n`, PATHEXT: '.exe' })).toEqual([
      String.raw`C:\n\node.Exe`,
      String.raw`C:\n\node.Exe.exe`,
    ]);
  });

  it('is looked for in quoted folders, and not in the current one by an empty entry', () => {
    expect(paths('x', { PATH: String.raw`;"C:\Program Files\x"; ;`, PATHEXT: '.EXE' })).toEqual([
      String.raw`C:\Program Files\x\x.exe`,
    ]);
  });

  it.each([
    [String.raw`bin\tool`, String.raw`C:\work\bin\tool.com`],
    ['./tool', String.raw`C:\work\tool.com`],
    [String.raw`D:\tool`, String.raw`D:\tool.com`],
  ])('with a separator in its name is a path: %s', (name, first) => {
    expect(paths(name, { PATH: String.raw`C:\npm` })[0]).toBe(first);
    expect(paths(name, { PATH: String.raw`C:\npm` })).toHaveLength(4);
  });
});
