// What would be published, looked at as its user gets it: the packed tarball of every public package.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './lib/run-command.mjs';
import { packageFolders, root } from './toolchain.mjs';

const allowed = /^package\/((?:dist|corpus)\/.+|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
const required = ['package/README.md', 'package/LICENSE', 'package/package.json'];

const scratch = mkdtempSync(join(tmpdir(), 'ccx-packages-'));
try {
  const folders = packageFolders().filter(
    (folder) => readManifest(join(root, folder, 'package.json')).private !== true,
  );
  const results = [];
  const queue = [...folders];
  const work = async () => {
    for (let folder = queue.shift(); folder !== undefined; folder = queue.shift())
      results.push(...(await examine(folder)));
  };
  await Promise.all([work(), work()]);
  report(results);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function examine(folder) {
  const target = join(scratch, folder.replace('/', '-'));
  mkdirSync(target);
  const packed = await runCommand('pnpm', ['pack', '--json', '--pack-destination', target], {
    cwd: join(root, folder),
  });
  if (packed.code !== 0) return [{ title: `${folder} can be packed`, problems: [packed.output] }];
  const tarball = JSON.parse(packed.stdout).filename;
  return [
    { title: `${folder} packs what its users need and nothing else`, problems: await contentProblems(tarball, target) },
    await tool(folder, 'publint', ['run', tarball, '--strict', '--level', 'suggestion']),
    await tool(folder, 'attw', [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './package.json']),
  ];
}

async function contentProblems(tarball, target) {
  const unpacked = await runCommand('tar', ['-xzvf', tarball, '-C', target]);
  if (unpacked.code !== 0) return [unpacked.output];
  const files = unpacked.stdout.split('\n').filter((line) => line !== '' && !line.endsWith('/'));
  const text = readFileSync(join(target, 'package/package.json'), 'utf8');
  const manifest = JSON.parse(text);
  const promised = [...targets(manifest.exports), ...targets(manifest.bin)].map((path) => join('package', path));
  return [
    ...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong into it`),
    ...[...required, ...promised].filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...['@ccx/source', 'workspace:', 'catalog:']
      .filter((word) => text.includes(`"${word}`))
      .map((word) => `package.json says ${word}`),
  ];
}

/** The files that an `exports` or `bin` field names, at any depth. */
function targets(field) {
  if (typeof field === 'string') return [field];
  return typeof field === 'object' && field !== null ? Object.values(field).flatMap(targets) : [];
}

async function tool(folder, name, args) {
  const { code, output } = await runCommand(name, args, { cwd: scratch });
  return { title: `${folder} satisfies ${name}`, problems: code === 0 ? [] : [output] };
}

/** Leaves the counts in the form in which vitest leaves them, so that one reader does for both. */
function report(results) {
  const failed = results.filter(({ problems }) => problems.length > 0);
  for (const { title, problems } of failed) process.stdout.write(`not so: ${title}\n${problems.join('\n')}\n`);
  mkdirSync(join(root, '.results'), { recursive: true });
  const counts = { numPassedTests: results.length - failed.length, numFailedTests: failed.length, testResults: [] };
  writeFileSync(join(root, '.results/packages.json'), JSON.stringify(counts));
  process.exitCode = failed.length === 0 && results.length > 0 ? 0 : 1;
}

function readManifest(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
