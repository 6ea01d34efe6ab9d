// The tools of this repository on a machine that has nothing but some Node >= 20 and npm: no dependency may stand here.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './lib/run-command.mjs';

/** Taken from npm where the machine's own Node is too old. */
const NODE_VERSION = '24.21.0';
const NODE_FLOOR = [22, 18];
const PNPM_VERSION = '12.21.0';

// What the npm package `node` fetches in its install script, named directly: neither npm 12, which runs no such script,
// nor a person's `ignore-scripts` stands in the way.
const nodePackage = `node${process.platform === 'darwin' && process.arch === 'arm64' ? '-bin' : ''}-${process.platform}-${process.arch}`;

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const stateDir = join(root, 'node_modules', '.ccx');

/**
 * @typedef {object} Tools
 * @property {string} node Path of a Node that is new enough for ccx.
 * @property {NodeJS.ProcessEnv} env An environment in which `node`, `pnpm` and the repository's own tools are found.
 */

/**
 * Finds or fetches Node and pnpm. The first time on a bare machine takes some ten seconds, later none.
 *
 * @returns {Promise<Tools>}
 */
export async function prepareTools() {
  if (process.platform === 'win32') throw new Error('The development scripts do not run on Windows; use WSL.');
  const ownNode = isNodeNewEnough(process.versions.node) ? process.execPath : null;
  const ownPnpm = ownNode === null ? null : await findOwnPnpm();
  const found = ownNode !== null && ownPnpm !== null ? { node: ownNode, pnpm: ownPnpm } : await fetchTools(ownNode);
  const folders = [dirname(found.node), ...(found.pnpm === 'pnpm' ? [] : [dirname(found.pnpm)])];
  const path = [...folders, join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { node: found.node, env: { ...process.env, PATH: path, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' } };
}

/** @param {string} version */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1]);
}

/**
 * Installs exactly what the lockfile says; nothing to do where neither it nor a manifest changed since the last time.
 *
 * @param {Tools} tools
 */
export async function installDependencies(tools) {
  const stampFile = join(stateDir, 'installed');
  const stamp = installStamp();
  if (readOrNull(stampFile) === stamp && existsSync(join(root, 'node_modules', '.modules.yaml'))) return;
  const { code, output } = await runCommand(
    'pnpm',
    ['install', '--frozen-lockfile', '--prefer-offline', '--config.confirm-modules-purge=false'],
    { cwd: root, env: tools.env },
  );
  if (code !== 0) throw new Error(`pnpm install failed:\n${output}`);
  remember(stampFile, stamp);
}

/** The folders of all packages, relative to the root, in alphabetical order. */
export function packageFolders() {
  return readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
    .toSorted()
    .map((name) => `packages/${name}`);
}

// Asked outside the repository: inside, other versions of pnpm would fetch the pinned one, and corepack would ask.
async function findOwnPnpm() {
  const env = { ...process.env, COREPACK_ENABLE_NETWORK: '0', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' };
  const { code, stdout } = await runCommand('pnpm', ['--version'], { cwd: tmpdir(), env, deadlineMs: 10_000 });
  return code === 0 && stdout.trim() === PNPM_VERSION ? 'pnpm' : null;
}

async function fetchTools(ownNode) {
  const cacheFile = join(
    stateDir,
    `node-${NODE_VERSION}-pnpm-${PNPM_VERSION}-${process.platform}-${process.arch}.json`,
  );
  const cached = readTools(cacheFile, ownNode);
  if (cached !== null) return cached;
  process.stderr.write(
    `Fetching ${ownNode === null ? `Node ${NODE_VERSION} and ` : ''}pnpm ${PNPM_VERSION} from npm …\n`,
  );
  const packages = [`pnpm@${PNPM_VERSION}`, ...(ownNode === null ? [`${nodePackage}@${NODE_VERSION}`] : [])];
  const ask = 'node -p process.execPath && command -v pnpm';
  const { code, stdout, output } = await runCommand(
    'npm',
    ['exec', '--yes', ...packages.map((name) => `--package=${name}`), '-c', ask],
    { cwd: root, env: process.env },
  );
  const [fetchedNode = '', pnpmShim = ''] = stdout.trim().split('\n').slice(-2);
  if (code !== 0 || !existsSync(fetchedNode) || !existsSync(pnpmShim)) {
    throw new Error(`npm could not fetch ${packages.join(' and ')}:\n${output}`);
  }
  const tools = { node: ownNode ?? fetchedNode, pnpm: await nativePnpm(pnpmShim) };
  const { stdout: version } = await runCommand(tools.node, ['--version'], { deadlineMs: 10_000 });
  if (!isNodeNewEnough(version.trim().slice(1))) {
    throw new Error(`ccx needs Node ${NODE_FLOOR.join('.')} or newer; npm gave ${version.trim() || 'none'}.`);
  }
  remember(cacheFile, JSON.stringify(tools));
  return tools;
}

// pnpm's package replaces its own bin by the native program in an install script. npm 12 runs no such script: then the
// bin is a text without a first line that names an interpreter, which a shell runs and turbo and Node cannot.
async function nativePnpm(shim) {
  const modules = dirname(dirname(realpathSync(shim)));
  const scope = join(modules, '@pnpm');
  const natives = existsSync(scope) ? readdirSync(scope).filter((name) => name.startsWith('exe.')) : [];
  for (const candidate of [...natives.map((name) => join(scope, name, 'pnpm')), realpathSync(shim)]) {
    const { code, stdout } = await runCommand(candidate, ['--version'], { cwd: tmpdir(), deadlineMs: 10_000 });
    if (code === 0 && stdout.trim() === PNPM_VERSION) return candidate;
  }
  throw new Error(`pnpm ${PNPM_VERSION} has no program for ${process.platform} ${process.arch} in ${modules}.`);
}

function readTools(file, ownNode) {
  try {
    const { node, pnpm } = JSON.parse(readFileSync(file, 'utf8'));
    return existsSync(node) && existsSync(pnpm) ? { node: ownNode ?? node, pnpm } : null;
  } catch {
    return null;
  }
}

function installStamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...['.', ...packageFolders()].map((f) => `${f}/package.json`),
  ]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function readOrNull(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function remember(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
