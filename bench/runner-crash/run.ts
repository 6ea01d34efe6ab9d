/*
 * How long the processes of a run live after the program that drives it was killed, and what the watchdog costs.
 * Usage: node bench/runner-crash/run.ts [rounds]   (default 20, at most 500), on a built ccx.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROUNDS = Math.min(500, Number(process.argv[2] ?? 20));
const GIVE_UP_MS = 10_000;
const REACH_MS = 2_000;
const PARENT = fileURLToPath(new URL('parent.ts', import.meta.url));

/** An agent with two children, all of which ignore what can be ignored; one of them leaves the session. */
const AGENT = `
  const wild = "['SIGINT','SIGTERM','SIGHUP'].forEach((n) => process.on(n, () => {})); process.send?.('up'); setInterval(() => {}, 1000)";
  const { spawn } = require('node:child_process');
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((n) => process.on(n, () => {}));
  const pids = [process.pid];
  for (const detached of [false, true]) {
    const child = spawn(process.execPath, ['-e', wild], { detached, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.once('message', () => pids.push(child.pid) === 3 && require('node:fs').writeFileSync(process.env.PIDS, pids.join(' ')));
  }
  setInterval(() => {}, 1000);
`;

interface Round {
  /** From the death of the program to that of the last process of its run. */
  readonly livedMs: number;
  readonly watchdogKib: number | null;
}

/** `early`: killed at any moment of its first half second, also before there is a run; else in the middle of one. */
async function round(dir: string, index: number, early: boolean): Promise<Round> {
  const file = join(dir, `pids-${index}`);
  const parent = spawn(process.execPath, [PARENT, dir, AGENT], {
    env: { ...process.env, PIDS: file },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const gone = new Promise((resolve) => parent.once('exit', resolve));
  if (!early) await waitFor(file);
  const watchdogKib = early ? null : await privateMemory('watchdog-main');
  await pause(Math.random() * (early ? 500 : 50));
  parent.kill('SIGKILL');
  await gone;
  const died = performance.now();
  while ((await carriers(`PIDS=${file}`)) > 0 && performance.now() - died < GIVE_UP_MS) await pause(5);
  return { livedMs: performance.now() - died, watchdogKib };
}

async function waitFor(file: string): Promise<void> {
  for (const end = performance.now() + GIVE_UP_MS; performance.now() < end; await pause(10)) {
    const pids = (await readFile(file, 'utf8').catch(() => '')).split(' ');
    if (pids.length === 3) return;
  }
  throw new Error('the agent did not start');
}

/** How many processes live with this in their environment, as all of a run do and its watchdog does not. */
async function carriers(entry: string): Promise<number> {
  let found = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(entry)) found += 1;
  }
  return found;
}

/** Memory that nobody else shares, of the newest process whose command line names the program. */
async function privateMemory(program: string): Promise<number | null> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => b - a)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes(program)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    const [clean, dirty] = ['Private_Clean', 'Private_Dirty'].map((name) =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(rollup)?.[1] ?? Number.NaN),
    );
    return (clean ?? 0) + (dirty ?? 0);
  }
  return null;
}

const dir = await mkdtemp(join(tmpdir(), 'ccx-bench-'));
try {
  const memory: number[] = [];
  let late = 0;
  for (const early of [false, true]) {
    const lived: number[] = [];
    for (let index = 0; index < ROUNDS; index += 1) {
      const { livedMs, watchdogKib } = await round(dir, index, early);
      lived.push(livedMs);
      if (watchdogKib !== null) memory.push(watchdogKib);
    }
    late += lived.filter((ms) => ms > REACH_MS).length;
    const when = early ? 'at any moment of the first half second' : 'in the middle of a run';
    const [best, middle, worst] = [0, 0.5, 1].map((part) => Math.round(at(lived, part)));
    console.log(
      `${ROUNDS} kills ${when}: nothing left after ${best} ms at best, ${middle} ms in the middle, ${worst} ms at worst`,
    );
  }
  console.log(`watchdog: ${(at(memory, 0.5) / 1024).toFixed(1)} MiB of its own`);
  if (late > 0) console.log(`${late} later than ${REACH_MS} ms`);
  process.exitCode = late === 0 ? 0 : 1;
} finally {
  await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
