// One run of a program: what it says, and what it takes.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from './fail.mjs';

const TIME = '/usr/bin/time';

/** Runs a program in an empty home; `ms` are of the clock, `cpuMs` of all its threads, `peakMiB` the most it held. */
export function timed(command, args, home, env = {}) {
  if (!existsSync(TIME)) fail('GNU time is needed: install the package "time".');
  const figures = join(home, 'time.txt');
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(TIME, ['-f', '%U %S %M', '-o', figures, command, ...args], {
    env: { PATH: process.env.PATH, HOME: home, ...env },
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  const ms = performance.now() - startedAt;
  if (status !== 0) fail(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  const [user, system, peak] = readFileSync(figures, 'utf8').trim().split(' ').map(Number);
  return { stdout, ms, cpuMs: 1000 * (user + system), peakMiB: peak / 1024 };
}
