// The program to compare with: its native binary, without the launcher in front of it.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './timed.mjs';

/** Some releases are there before their binaries are. */
const TRIES = 4;

/** Installs the newest ccusage whose binary for this machine installs, below `folder`; `null` where none does. */
export function installCcusage(folder) {
  const quiet = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  const asked = spawnSync('npm', ['view', 'ccusage', 'versions', '--json'], quiet);
  if (asked.status !== 0) return null;
  const releases = JSON.parse(asked.stdout).filter((version) => !version.includes('-'));
  for (const version of releases.slice(-TRIES).toReversed()) {
    const prefix = join(folder, version);
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefix', prefix];
    spawnSync('npm', ['install', ...flags, `ccusage@${version}`], quiet);
    const platform = `${process.platform}-${process.arch}`;
    const binary = join(prefix, 'node_modules/@ccusage', `ccusage-${platform}`, 'bin/ccusage');
    if (!existsSync(binary)) continue;
    chmodSync(binary, 0o755);
    return { version, binary };
  }
  return null;
}

/** A run of it over the same accounts, which it merges; with the tokens that it finds. */
export function runCcusage({ binary }, configDirs, home) {
  const args = ['daily', '--json', '--offline', '--timezone', 'UTC'];
  const run = timed(binary, args, home, { CLAUDE_CONFIG_DIR: configDirs.join(',') });
  return { ...run, tokens: JSON.parse(run.stdout).totals.totalTokens };
}
