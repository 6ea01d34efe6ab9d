import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, type TestContext } from 'vitest';
import { fetchNode } from './support/fetch-node.ts';
import { installPacked, weigh, type PackedInstall } from './support/packed-install.ts';
import { readPackages, record, root } from './support/workspace.ts';

declare module 'vitest' {
  interface TaskMeta {
    why?: string;
  }
}

const made = new Set(readPackages(root).map(({ folder }) => `@ccx/${folder}`));
const limits = [
  { name: '@ccx/cli', packages: 65, megabytes: 25 },
  { name: '@ccx/quota-probe', packages: 6, megabytes: 4 },
].filter(({ name }) => made.has(name));

const scratch = mkdtempSync(join(tmpdir(), 'ccx-packed-'));
const installs = new Map<string, PackedInstall>();
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the packed tarballs, installed with npm', () => {
  test.for(limits)('$name brings at most $packages packages and $megabytes MB', (limit, context) => {
    const weight = weigh(installed(limit.name, context));
    expect(weight.packages).toBeGreaterThan(0);
    expect(weight.packages).toBeLessThanOrEqual(limit.packages);
    expect(weight.bytes / 1e6).toBeLessThanOrEqual(limit.megabytes);
  });

  test('ccx runs on the oldest Node that it promises', (context) => {
    const { status, stdout, stderr } = ccx('22.18.0', ['--version'], context);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(versionOfCli());
    expect(status).toBe(0);
  });

  test('ccx carries its demo to the end on the oldest Node that it promises', (context) => {
    const { status, stdout, stderr } = ccx('22.18.0', ['demo'], context);
    expect(stderr).not.toContain('ExperimentalWarning');
    expect(stdout).not.toBe('');
    expect(status).toBe(0);
  });

  test.for(['--version', 'run hello', ''])(
    'on an older Node ccx %s says which one it needs and ends with 2',
    (line, context) => {
      const { status, stdout, stderr } = ccx('20.20.2', line.split(' '), context);
      expect(stderr).toContain('22.18');
      expect(stderr).toContain('20.20.2');
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stdout).toBe('');
      expect(status).toBe(2);
    },
  );
});

function ccx(
  version: string,
  args: readonly string[],
  context: TestContext,
): { status: number | null; stdout: string; stderr: string } {
  const folder = installed('@ccx/cli', context);
  const node = fetchNode(version);
  if (node.path === null) return skip(context, node.why);
  const env = { ...process.env, HOME: scratch, CCX_HOME: join(scratch, 'ccx') };
  const bin = join(folder, 'node_modules/@ccx/cli/dist/bin.js');
  return spawnSync(node.path, [bin, ...args], { cwd: scratch, env, encoding: 'utf8', input: '', timeout: 30_000 });
}

function installed(name: string, context: TestContext): string {
  const install = installs.get(name) ?? installPacked(name, mkdtempSync(join(scratch, 'one-')));
  installs.set(name, install);
  return install.folder ?? skip(context, install.why);
}

/** The reason goes into the report too, where `npm test` finds it. */
function skip(context: TestContext, why: string): never {
  context.task.meta.why = why;
  return context.skip(why);
}

function versionOfCli(): string {
  return String(record(JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')))['version']);
}
