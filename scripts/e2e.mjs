// `npm run e2e`: the built ccx on the vendors' real CLIs, against stand-ins for their APIs on this machine.
// `npm run e2e -- stance` runs only the test files whose name contains that. E2E_AGENTS names a folder into which npm
// has installed other versions of the CLIs than the pinned ones.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './lib/run-command.mjs';
import { readTestReport } from './lib/test-report.mjs';
import { installDependencies, prepareTools, root } from './toolchain.mjs';

const e2e = join(root, 'e2e');
const DEADLINE_MS = 15 * 60_000;

try {
  const tools = await prepareTools();
  await installDependencies(tools);
  const missing = await missingPrerequisite(tools);
  if (missing !== null) {
    say(`SKIPPED, all of it: ${missing}`);
    close({ passed: 0, failed: 0, skipped: ['everything'] });
  } else {
    await must('turbo', ['run', 'build', '--filter=@ccx/cli...', '--output-logs=errors-only'], root, tools);
    close(await runTests(tools, process.argv.slice(2)));
  }
} catch (error) {
  say(error.message);
  close({ passed: 0, failed: 1, skipped: [] });
}

/** Why nothing can run here, `null` where all is well. Whatever could be mended in this repository is an error instead. */
async function missingPrerequisite(tools) {
  if (process.platform !== 'linux') return `these tests look into /proc, and this is ${process.platform}.`;
  const install = await runCommand('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: e2e,
    env: tools.env,
  });
  if (install.code !== 0) {
    const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_PNPM_NO_OFFLINE/.exec(
      install.output,
    );
    if (unreachable === null) throw new Error(`The real CLIs could not be installed:\n${install.output}`);
    return `the real CLIs could not be downloaded (${unreachable[0]}).\n${install.output.trimEnd()}`;
  }
  const modules = join(process.env.E2E_AGENTS ?? e2e, 'node_modules');
  const clis = [
    ['Claude Code', 'claude', '@anthropic-ai/claude-code'],
    ['Codex', 'codex', '@openai/codex'],
    ['Gemini CLI', 'gemini', '@google/gemini-cli'],
  ];
  const home = mkdtempSync(join(tmpdir(), 'ccx-e2e-'));
  try {
    for (const [name, program, folder] of clis) {
      const { version } = JSON.parse(readFileSync(join(modules, folder, 'package.json'), 'utf8'));
      const told = await runCommand(join(modules, '.bin', program), ['--version'], {
        env: { PATH: tools.env.PATH, HOME: home, DISABLE_AUTOUPDATER: '1' },
        deadlineMs: 30_000,
      });
      if (!told.stdout.split(/\s+/).includes(version)) {
        return `${name} ${version} does not run on this machine (exit ${told.code}).\n${told.output.trimEnd()}`;
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return null;
}

async function runTests(tools, filters) {
  const report = join(e2e, '.results/vitest.json');
  rmSync(report, { force: true });
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(e2e, 'vitest.config.ts')];
  const code = await show([...(await isolation(tools)), tools.node, ...vitest, ...filters], tools);
  const { passed, failed, skipped, problem } = readTestReport(report);
  if (problem !== null) say(problem);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
}

/**
 * The words before a command that put it, and all that it starts, into a network namespace with nothing but loopback,
 * whose device is down in a new namespace. None, and a warning, where the kernel or a missing program forbids it.
 */
async function isolation(tools) {
  const inside = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  // As root directly, else as root of a user namespace, which most kernels give to everybody.
  const flags = process.getuid() === 0 ? ['-n'] : ['-r', '-n'];
  const words = ['unshare', ...flags, ...inside];
  const { code, output } = await runCommand(words[0], [...words.slice(1), 'true'], {
    env: tools.env,
    deadlineMs: 10_000,
  });
  if (code === 0) return words;
  say(
    `WARNING: no network namespace here (${output.trim() || `exit ${code}`}). The tests run without one: every endpoint ` +
      'they name is on 127.0.0.1 or behind a proxy there, but the kernel does not enforce it.',
  );
  return [];
}

/** Runs a command whose output the person reads as it comes; resolves with its exit code. */
function show([command, ...args], tools) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: e2e, env: tools.env, stdio: ['ignore', 'inherit', 'inherit'] });
    const deadline = setTimeout(() => {
      say(`ended after ${DEADLINE_MS / 60_000} minutes`);
      child.kill('SIGTERM');
    }, DEADLINE_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(deadline);
      resolve(code ?? 1);
    });
  });
}

async function must(command, args, cwd, tools) {
  const { code, output } = await runCommand(command, args, { cwd, env: tools.env });
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${output}`);
}

function close({ passed, failed, skipped }) {
  for (const title of skipped) say(`skipped: ${title}`);
  say(`${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
