import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders, root } from '../toolchain.mjs';
import { runCommand } from './run-command.mjs';
import { readTestReport } from './test-report.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} failures One line per failed test, where the step has tests.
 * @property {readonly string[]} skipped One line per skipped test.
 * @property {string} output What to show when something failed.
 */

/**
 * A step of `npm test`. Steps of one wave run side by side, two at a time.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {number} wave
 * @property {readonly string[]} needs The steps without whose success this one proves nothing.
 * @property {(env: NodeJS.ProcessEnv) => Promise<Outcome>} run
 */

const turbo = ['run', '--continue=dependencies-successful', '--output-logs=errors-only', '--concurrency=2'];

/** @type {readonly Step[]} */
export const steps = [
  check('build', 1, 'turbo', [...turbo, 'build']),
  check('types', 1, 'turbo', [...turbo, 'typecheck', 'typecheck:repo']),
  check('lint', 1, 'oxlint', ['--type-aware', '--deny-warnings']),
  check('format', 1, 'oxfmt', ['--check', '.']),
  check('sherif', 1, 'sherif', []),
  check('knip', 1, 'knip', ['--no-progress', '--no-config-hints']),
  check('boundaries', 1, 'turbo', ['boundaries']),
  tests('test', 2, { task: 'test', reports: packageReports }),
  tests('repo', 3, { task: '//#repo', reports: () => ['.results/repo.json'], needs: ['build'], repeatsSkipped: true }),
  tests('packages', 3, { task: '//#packages', reports: () => ['.results/packages.json'], needs: ['build'] }),
];

/** A command that counts as one: it passes or it fails. */
function check(name, wave, command, args) {
  return {
    name,
    wave,
    needs: [],
    run: async (env) => {
      const { code, output } = await runCommand(command, args, { cwd: root, env });
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, failures: [], skipped: [], output };
    },
  };
}

/** Tests by turbo, which gives reports back from its cache where nothing changed; they are counted one by one. */
function tests(name, wave, { task, reports: reportFiles, needs = [], repeatsSkipped = false }) {
  return {
    name,
    wave,
    needs,
    run: async (env) => {
      const files = reportFiles();
      // What was skipped for lack of a network may be possible now: then the cache has no say.
      const wasSkipped = () => files.some((file) => readTestReport(join(root, file)).skipped.length > 0);
      const again = repeatsSkipped && wasSkipped() ? ['--force'] : [];
      // A report of an earlier run must not speak for a runner that crashed in this one.
      for (const file of files) rmSync(join(root, file), { force: true });
      const { code, output } = await runCommand('turbo', [...turbo, ...again, task], { cwd: root, env });
      const reports = files.map((file) => ({ file, ...readTestReport(join(root, file)) }));
      const sum = (of) => reports.reduce((total, report) => total + of(report), 0);
      const failed = sum((report) => report.failed);
      const problems = reports
        .filter(({ problem }) => problem !== null)
        .map(({ file, problem }) => `${file}: ${problem}`);
      return {
        passed: sum((report) => report.passed),
        failed: code !== 0 && failed === 0 ? 1 : failed,
        failures: reports.flatMap((report) => report.failures),
        skipped: reports.flatMap((report) => report.skipped),
        output: [output, ...problems].join('\n'),
      };
    },
  };
}

function packageReports() {
  return packageFolders()
    .filter(
      (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).scripts?.test !== undefined,
    )
    .map((folder) => `${folder}/.results/vitest.json`);
}
