import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './support/workspace.ts';

const bin = join(root, 'packages/cli/dist/bin.js');
const home = mkdtempSync(join(tmpdir(), 'ccx-modules-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const hook = pathToFileURL(join(root, 'test/support/list-modules.ts')).href;

describe('what the built ccx loads before it answers', () => {
  test.for([
    { argument: '--version', mayNotLoad: ['commander', 'execa', 'zod', '@lydell/node-pty'] },
    {
      argument: '--help',
      mayNotLoad: ['execa', 'zod', '@lydell/node-pty', '@ccx/runner', '@ccx/stream-json', '@ccx/fake-agents'],
    },
  ])('$argument loads none of $mayNotLoad', ({ argument, mayNotLoad }) => {
    const { status, stdout, modules } = run([bin, argument]);
    expect(status).toBe(0);
    expect(stdout).not.toBe('');
    expect(modules).toContain(pathToFileURL(bin).href);
    expect(librariesIn(modules).filter((name) => mayNotLoad.includes(name))).toEqual([]);
  });

  test('quota, where no screen is needed, loads no terminal and nothing that runs prompts', () => {
    // Without an agent on the PATH the whole way is gone, and its answer is that there is none.
    const env = { PATH: '/nowhere', HOME: home, XDG_STATE_HOME: '', CCX_HOME: join(home, 'ccx') };
    const { status, stdout, modules } = run([bin, 'quota', 'claude', '--json'], env);
    expect(status).toBe(4);
    expect(JSON.parse(stdout).accounts[0].problem.code).toBe('cli-missing');
    const mayNotLoad = ['execa', 'zod', '@lydell/node-pty', '@xterm/headless', '@ccx/runner', '@ccx/stream-json'];
    expect(librariesIn(modules).filter((name) => mayNotLoad.includes(name))).toEqual([]);
    expect(librariesIn(modules)).toContain('@ccx/quota-probe');
  });

  test('use and pick load nothing but what colours a terminal', () => {
    const env = { HOME: home, CLAUDE_CONFIG_DIR: '', CCX_HOME: join(home, 'choice'), CCX_PROFILE: '' };
    for (const args of [
      ['use', 'claude', '--shell', 'bash'],
      ['pick', '--agent', 'claude'],
    ]) {
      const { status, stdout, modules } = run([bin, ...args], env);
      expect([status, stdout !== '']).toEqual([0, true]);
      expect(new Set(librariesIn(modules))).toEqual(new Set(['@ccx/cli', 'picocolors']));
    }
  });

  test('statusline loads no library at all, with and without numbers to keep', () => {
    const env = { HOME: home, CLAUDE_CONFIG_DIR: '', CCX_HOME: join(home, 'statusline') };
    const resets_at = Math.ceil(Date.now() / 1000) + 3600;
    const told = JSON.stringify({ rate_limits: { five_hour: { used_percentage: 42, resets_at } } });
    for (const input of ['', told, told]) {
      const { status, stdout, modules } = run([bin, 'statusline'], env, input);
      expect([status, stdout.endsWith('claude\n')]).toEqual([0, true]);
      expect(librariesIn(modules).filter((name) => name !== '@ccx/cli')).toEqual([]);
    }
  });

  test('and a library that is loaded is seen', () => {
    const { modules } = run(['--input-type=module', '--eval', `await import('${import.meta.resolve('fast-check')}')`]);
    expect(librariesIn(modules)).toContain('fast-check');
  });
});

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): {
  readonly status: number | null;
  readonly stdout: string;
  readonly modules: readonly string[];
} {
  expect(existsSync(bin), 'ccx is built: pnpm build').toBe(true);
  const child = spawnSync(process.execPath, ['--import', hook, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const modules = (child.output[3] ?? '').split('\n').filter((line) => line !== '');
  return { status: child.status, stdout: child.stdout, modules };
}

/** Workspace packages are linked, so that their real path is a folder under `packages/`. */
function librariesIn(modules: readonly string[]): readonly string[] {
  return modules.flatMap((url) => {
    const [, name, workspace] = /(?:.*\/node_modules\/((?:@[^/]+\/)?[^/]+)|\/packages\/([^/]+)\/)/.exec(url) ?? [];
    return name === undefined ? (workspace === undefined ? [] : [`@ccx/${workspace}`]) : [name];
  });
}
