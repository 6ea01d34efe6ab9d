import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readTestReport } from '../scripts/lib/test-report.mjs';
import { isNodeNewEnough } from '../scripts/toolchain.mjs';
import { root } from './support/workspace.ts';

test.for([
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
] as const)('Node %s is new enough: %s', ([version, expected]) => {
  expect(isNodeNewEnough(version)).toBe(expected);
});

describe('a report of tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ccx-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const passed = { status: 'passed', fullName: 'works' };
  const failed = { status: 'failed', fullName: 'breaks', failureMessages: ['expected 1 to be 2\n at line 3'] };
  const pending = { status: 'pending', fullName: 'needs macOS' };

  test.for([
    { is: 'that passed', results: [[passed, passed]], counts: { passed: 2, failed: 0, skipped: 0 } },
    { is: 'with a failure', results: [[passed, failed]], counts: { passed: 1, failed: 1, skipped: 0 } },
    { is: 'with a skipped test', results: [[passed, pending]], counts: { passed: 1, failed: 0, skipped: 1 } },
    { is: 'with a file that did not load', results: [[passed], []], counts: { passed: 1, failed: 1, skipped: 0 } },
    { is: 'without a test', results: [], counts: { passed: 0, failed: 1, skipped: 0 } },
  ])('$is counts $counts', ({ results, counts }) => {
    const file = join(folder, 'report.json');
    const all = results.flat();
    writeFileSync(
      file,
      JSON.stringify({
        numPassedTests: all.filter(({ status }) => status === 'passed').length,
        numFailedTests: all.filter(({ status }) => status === 'failed').length,
        testResults: results.map((assertionResults) => ({
          name: join(folder, 'a.test.ts'),
          status: assertionResults.length === 0 || assertionResults.includes(failed) ? 'failed' : 'passed',
          assertionResults,
        })),
      }),
    );
    const { skipped, failures, ...read } = readTestReport(file);
    expect({ ...read, skipped: skipped.length }).toMatchObject(counts);
    if (results.length > 0) expect(failures).toHaveLength(counts.failed);
  });

  test('names what failed with the first line that it said', () => {
    const file = join(folder, 'named.json');
    const testResults = [{ name: join(folder, 'a.test.ts'), status: 'failed', assertionResults: [passed, failed] }];
    writeFileSync(file, JSON.stringify({ numPassedTests: 1, numFailedTests: 1, testResults }));
    expect(readTestReport(file).failures).toEqual([
      expect.stringMatching(/a\.test\.ts: breaks \(expected 1 to be 2\)$/),
    ]);
  });

  test.for(['nowhere.json', 'half.json'])('that is missing or cut off counts as a failure: %s', (name) => {
    writeFileSync(join(folder, 'half.json'), '{ "numPassed');
    expect(readTestReport(join(folder, name))).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('npm start', () => {
  let clone = '';
  let bin = '';

  // A clone in which the build is an empty program and ccx one that tells what reached it.
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'ccx-start-'));
    cpSync(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
    const manifest = { name: 'clone', private: true, type: 'module', scripts: { start: 'node scripts/start.mjs' } };
    writeFileSync(join(clone, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(clone, 'pnpm-workspace.yaml'), 'packages: [packages/*]\n');
    bin = join(clone, 'packages/cli/dist/bin.js');
    mkdirSync(join(clone, 'packages/cli/dist'), { recursive: true });
    writeFileSync(join(clone, 'packages/cli/package.json'), '{ "name": "cli", "version": "0.0.0", "type": "module" }');
    spawnSync('pnpm', ['install', '--lockfile-only', '--offline'], { cwd: clone });
    mkdirSync(join(clone, 'bin'));
    writeTool('turbo', 'echo noise; exit 0');
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));
  afterEach(() => writeTool('turbo', 'echo noise; exit 0'));

  test('hands every argument to ccx as it was typed, also after a second --', () => {
    writeFileSync(bin, 'console.log(JSON.stringify(process.argv.slice(2)))');
    const typed = ['run', 'x "y"  z', '--json', '', '$HOME', '--', '--agent-arg', '--'];
    expect(start(typed)).toMatchObject({ stdout: `${JSON.stringify(typed)}\n`, stderr: '', status: 0 });
  });

  test('hands stdin to ccx and the exit code of ccx back', () => {
    writeFileSync(bin, "process.stdin.pipe(process.stdout); process.stdin.on('end', () => (process.exitCode = 75))");
    expect(start([], 'a prompt')).toMatchObject({ stdout: 'a prompt', status: 75 });
  });

  test('lets ccx see nothing of npm', () => {
    writeFileSync(
      bin,
      'console.log(Object.keys(process.env).filter((name) => name.startsWith("npm_lifecycle")).join())',
    );
    expect(start([])).toMatchObject({ stdout: '\n', status: 0 });
  });

  test('ends ccx when it is told to end, and waits for it', async () => {
    writeFileSync(
      bin,
      "process.on('SIGTERM', () => { console.log('ended'); process.exit(143); }); setInterval(() => {}, 1e6); console.log('ready')",
    );
    const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: clone, env: environment() });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') child.kill('SIGTERM');
      stdout += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ stdout, code }).toEqual({ stdout: 'ready\nended\n', code: 143 });
  });

  test('shows what the build said when it failed, and does not start an old ccx', () => {
    writeFileSync(bin, "console.log('old')");
    writeTool('turbo', 'echo "the build broke"; exit 3');
    const { stdout, stderr, status } = start([]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain('the build broke');
  });

  test('installs once for one lockfile', () => {
    writeFileSync(bin, '');
    expect(start([]).status).toBe(0);
    const stamp = join(clone, 'node_modules/.ccx/installed');
    expect(existsSync(stamp)).toBe(true);
    const before = readFileSync(stamp, 'utf8');
    writeTool('pnpm', 'if [ "$1" = --version ]; then echo 12.21.0; else echo "installed again" >&2; exit 9; fi');
    expect(start([]).status).toBe(0);
    rmSync(stamp);
    expect(start([])).toMatchObject({ status: 1, stderr: expect.stringContaining('installed again') });
    writeFileSync(stamp, before);
    rmSync(join(clone, 'bin/pnpm'));
  });

  function start(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
    const options = { cwd: clone, env: environment(), encoding: 'utf8', input } as const;
    return spawnSync('npm', ['start', '--silent', '--', ...args], options);
  }

  function environment(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${join(clone, 'bin')}:${process.env['PATH'] ?? ''}` };
  }

  function writeTool(name: string, script: string): void {
    const file = join(clone, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
});
