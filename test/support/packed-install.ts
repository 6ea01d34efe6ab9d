import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackages, record, root } from './workspace.ts';

/** What `npm install` of a package gave: its folder, or why the registry could not be asked. */
export type PackedInstall = { readonly folder: string } | { readonly folder: null; readonly why: string };

const unreachable = /\b(ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ECONNRESET|ERR_SOCKET_TIMEOUT)\b/;

/**
 * Packs a package and the siblings it depends on, and installs the tarballs with npm as a user would.
 *
 * @param scratch An empty folder for the tarballs and the installation.
 */
export function installPacked(name: string, scratch: string): PackedInstall {
  const tarballs = closure(name).map((one) => [one.name, `file:${pack(one.path, scratch)}`]);
  const folder = join(scratch, 'installed');
  mkdirSync(folder);
  const manifest = { name: 'user', private: true, dependencies: Object.fromEntries(tarballs) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefer-offline',
    '--omit=dev',
    '--fetch-retries=0',
  ];
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  if (status === 0) return { folder };
  const [code] = unreachable.exec(stderr) ?? [];
  if (code === undefined) throw new Error(`npm install of the packed ${name} failed:\n${stderr}`);
  return { folder: null, why: `the npm registry cannot be reached (${code})` };
}

/** The number of installed packages and the sum of their files in bytes. */
export function weigh(folder: string): { readonly packages: number; readonly bytes: number } {
  const modules = join(folder, 'node_modules');
  const lock = record(JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')));
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    packages: Object.keys(record(lock['packages'])).length,
    bytes: files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0),
  };
}

function closure(name: string): readonly { readonly name: string; readonly path: string }[] {
  const all = new Map(readPackages(root).map((one) => [`@ccx/${one.folder}`, one]));
  const found = new Set([name]);
  for (const each of found) {
    for (const needed of Object.keys(record(all.get(each)?.manifest['dependencies']))) {
      if (all.has(needed)) found.add(needed);
    }
  }
  return [...found].map((each) => ({ name: each, path: join(root, 'packages', each.replace('@ccx/', '')) }));
}

function pack(path: string, target: string): string {
  const { status, stdout, stderr } = spawnSync('pnpm', ['pack', '--json', '--pack-destination', target], {
    cwd: path,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pnpm pack in ${path} failed:\n${stdout}${stderr}`);
  return String(record(JSON.parse(stdout))['filename']);
}
