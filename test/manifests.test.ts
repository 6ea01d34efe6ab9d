import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPackages, record, root } from './support/workspace.ts';

const packages = readPackages(root);

describe.each(packages)('$folder', ({ folder, path, manifest }) => {
  test('says on npm what it is, where it comes from and what it needs', () => {
    expect(manifest).toMatchObject({
      name: `@ccx/${folder}`,
      type: 'module',
      license: 'MIT',
      description: expect.stringMatching(/^\S.{19,}/),
      keywords: expect.arrayContaining(['ccx']),
      repository: { type: 'git', directory: `packages/${folder}` },
      engines: { node: '>=22.18' },
    });
  });

  test('has its manual and its place in the import rule beside it', () => {
    expect(['README.md', 'turbo.json'].filter((file) => !existsSync(join(path, file)))).toEqual([]);
  });

  test('takes versions from the catalog and siblings from the workspace', () => {
    const ranges = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
      .flatMap((field) => Object.entries(record(manifest[field])))
      .filter(([name, range]) => range !== (name.startsWith('@ccx/') ? 'workspace:^' : 'catalog:'));
    expect(ranges).toEqual([]);
  });
});

const published = packages.filter(({ manifest }) => manifest['private'] !== true);

/** What people are meant to have beside what was built. */
const BESIDE: Readonly<Record<string, readonly string[]>> = { 'quota-probe': ['corpus'] };

describe.each(published)('$folder, published,', ({ folder, path, manifest }) => {
  test('holds only what was built and what is named here, under the licence of the whole', () => {
    expect(readFileSync(join(path, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
    expect(manifest['files']).toEqual(['dist', ...(BESIDE[folder] ?? [])]);
    expect(manifest).toMatchObject({ publishConfig: { access: 'public', provenance: true } });
  });

  test('runs unbuilt in this repository and says nothing of it on npm', () => {
    const here = Object.entries(record(manifest['exports'])).filter(([entry]) => entry !== './package.json');
    const outside = record(record(manifest['publishConfig'])['exports']);
    for (const [entry, conditions] of here) {
      const { '@ccx/source': source, ...rest } = record(conditions);
      expect(Object.keys(record(conditions))[0]).toBe('@ccx/source');
      expect(existsSync(join(path, String(source)))).toBe(true);
      expect(outside[entry]).toEqual(rest);
    }
  });
});
