import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manifestProblems } from './support/manifest-rule.ts';
import { filesUnder, readPackages, record, root } from './support/workspace.ts';

describe('a package imports the contracts and npm libraries, never a sibling', () => {
  test('no manifest says otherwise', () => {
    expect(manifestProblems(root)).toEqual([]);
  });

  test.for(readPackages(root))('no source of $folder says otherwise', ({ folder, path, manifest }) => {
    const installed = new Set(Object.keys(record(manifest['dependencies'])));
    const imported = filesUnder(join(path, 'src'), '.ts').flatMap((file) =>
      siblingsImportedBy(readFileSync(join(path, 'src', file), 'utf8')).map((name) => ({ file, name })),
    );
    const allowed = (name: string): boolean =>
      installed.has(name) || (folder === 'fake-agents' && name === '@ccx/contracts');
    expect(imported.filter(({ name }) => !allowed(name))).toEqual([]);
  });
});

describe('a planted violation', () => {
  let workspace = '';

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'ccx-boundaries-'));
    for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'turbo.json']) {
      cpSync(join(root, file), join(workspace, file));
    }
    for (const { folder, path } of readPackages(root)) {
      const target = join(workspace, 'packages', folder);
      mkdirSync(join(target, 'src'), { recursive: true });
      for (const file of ['package.json', 'turbo.json']) cpSync(join(path, file), join(target, file));
      writeFileSync(join(target, 'src/index.ts'), 'export const nothing: null = null;\n');
    }
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  test('is none in a plain copy of this workspace', () => {
    expect(manifestProblems(workspace)).toEqual([]);
    expect(boundaries(workspace)).toMatchObject({ status: 0 });
  });

  test('of a sibling that is declared and imported is seen by the manifest rule and by turbo', () => {
    plantDependency(workspace, 'runner', '@ccx/stream-json');
    plantImport(workspace, 'runner', '@ccx/stream-json');
    expect(manifestProblems(workspace)).toEqual(['runner depends on @ccx/stream-json']);
    const { status, output } = boundaries(workspace);
    expect(status).toBe(1);
    expect(output).toContain('@ccx/stream-json');
  });

  test('of a sibling that is imported and not declared is seen by turbo', () => {
    plantImport(workspace, 'runner', '@ccx/stream-json');
    expect(boundaries(workspace)).toMatchObject({ status: 1 });
  });

  test('of a relative path into another package is seen by turbo', () => {
    plantImport(workspace, 'runner', '../../stream-json/src/index.ts');
    expect(boundaries(workspace)).toMatchObject({ status: 1 });
  });

  test('of a library in the contracts is seen by the manifest rule', () => {
    plantDependency(workspace, 'contracts', 'zod');
    expect(manifestProblems(workspace)).toEqual(['contracts has dependencies']);
  });

  test('of the testkit shipped with the command is seen by the manifest rule', () => {
    plantDependency(workspace, 'cli', '@ccx/testkit');
    expect(manifestProblems(workspace)).toEqual(['cli depends on @ccx/testkit']);
  });
});

function siblingsImportedBy(source: string): readonly string[] {
  const imports = source.matchAll(/(?:from|import)\s*\(?\s*['"](@ccx\/[^'"/]+)[^'"]*['"]/g);
  return [...imports].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

function boundaries(workspace: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/turbo'), ['boundaries'], {
    cwd: workspace,
    encoding: 'utf8',
    env: { ...process.env, DO_NOT_TRACK: '1' },
  });
  return { status, output: `${stdout}${stderr}` };
}

function plantDependency(workspace: string, folder: string, name: string): void {
  const file = join(workspace, 'packages', folder, 'package.json');
  const manifest = record(JSON.parse(readFileSync(file, 'utf8')));
  const dependencies = { ...record(manifest['dependencies']), [name]: 'workspace:^' };
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies }));
}

function plantImport(workspace: string, folder: string, name: string): void {
  writeFileSync(
    join(workspace, 'packages', folder, 'src/planted.ts'),
    `import { nothing } from '${name}';\nexport const planted: null = nothing;\n`,
  );
}
