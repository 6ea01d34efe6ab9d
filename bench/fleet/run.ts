/*
 * How fast the fleet is listed and watched. Usage: node --conditions=@ccx/source bench/fleet/run.ts [rounds] [figure...]
 * Figures: scan, agents, rest, change; all of them without a name. `agents` needs the real Claude Code of e2e/. Linux.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createScanMemory,
  fleetRoots,
  lookAtProcesses,
  NO_MEMORY,
  scanFleet,
  type ScanMemory,
} from '../../packages/fleet/src/index.ts';
import { median } from '../quota/median.ts';
import { openSessions, type BenchFleet } from './sessions.ts';

const CCX = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
const CLAUDE = fileURLToPath(new URL('../../e2e/node_modules/.bin/claude', import.meta.url));
/** The kernel counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const REST_SECONDS = 60;

const [first = '30', ...names] = process.argv.slice(2);
const rounds = Number(first);
if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 100) {
  throw new Error('The number of rounds is a whole number from 1 to 100.');
}

interface Figure {
  readonly said: string;
  readonly within: boolean;
}

/** Over 1,000 files of which 200 live, against nothing but reading and parsing the same files. */
async function scan(): Promise<Figure> {
  const [first, next] = [await scans(() => NO_MEMORY), await scans(createScanMemory)];
  return {
    said: `${next.ms.toFixed(1)} ms, ${next.ratio.toFixed(1)} times reading the same records; with nothing remembered ${first.ms.toFixed(1)} ms, ${first.ratio.toFixed(1)} times (reach: 25 ms)`,
    within: next.ms <= 25,
  };
}

async function scans(remembering: () => ScanMemory): Promise<{ readonly ms: number; readonly ratio: number }> {
  const fleet = await openSessions(200, 800);
  try {
    const roots = fleetRoots([{ agent: 'claude', configDir: null, id: 'claude:default' }], fleet);
    const clock = { now: () => new Date().toISOString() };
    const memory = remembering();
    const taken: (readonly [number, number])[] = [];
    // What was just written is not remembered yet.
    await pause(1500);
    for (let round = -3; round < rounds; round += 1) {
      const floor = timed(() => readAll(fleet));
      const proc = await lookAtProcesses();
      let living = 0;
      const scanned = timed(() => {
        living = scanFleet({ roots, proc, clock, memory }).members.filter(({ alive }) => alive === true).length;
      });
      if (living !== 200) throw new Error(`${living} sessions were found alive instead of 200`);
      if (round >= 0) taken.push([floor, scanned]);
    }
    return { ms: median(taken.map(([, one]) => one)), ratio: median(taken.map(([one, other]) => other / one)) };
  } finally {
    fleet.end();
  }
}

function readAll({ configDir }: BenchFleet): void {
  const folder = join(configDir, 'sessions');
  for (const name of readdirSync(folder)) JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

function timed(work: () => void): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

/** `ccx fleet --json` against `claude agents --json`, both over 20 living sessions, in pairs. */
async function agents(): Promise<Figure> {
  const fleet = await openSessions(20, 0);
  try {
    const run = (file: string, args: readonly string[], count: (said: string) => number): number => {
      const startedMs = performance.now();
      const { status, stdout, stderr } = spawnSync(file, [...args], { env: envOf(fleet), cwd: fleet.home });
      const tookMs = performance.now() - startedMs;
      if (status !== 0) throw new Error(String(stderr));
      if (count(String(stdout)) !== 20) throw new Error(`${file} told of ${count(String(stdout))} sessions`);
      return tookMs;
    };
    const theirs = (): number => run(CLAUDE, ['agents', '--json'], (said) => JSON.parse(said).length);
    const ours = (): number =>
      run(process.execPath, [CCX, 'fleet', '--json', '--profile', 'claude'], (said) => JSON.parse(said).members.length);
    const taken: (readonly [number, number])[] = [];
    theirs();
    ours();
    for (let round = 0; round < rounds; round += 1) taken.push([theirs(), ours()]);
    const ratio = median(taken.map(([one, other]) => other / one));
    const [claude, ccx] = [median(taken.map(([one]) => one)), median(taken.map(([, one]) => one))];
    return {
      said: `${ratio.toFixed(2)} times claude agents --json, ${ccx.toFixed(0)} and ${claude.toFixed(0)} ms (reach: 0.4)`,
      within: ratio <= 0.4,
    };
  } finally {
    fleet.end();
  }
}

/** What watching 200 sessions takes that do nothing. */
async function rest(): Promise<Figure> {
  return watching(200, async (child) => {
    await pause(5000);
    const before = ticks(child);
    const startedMs = performance.now();
    await pause(REST_SECONDS * 1000);
    const share = (((ticks(child) - before) / TICKS_PER_SECOND) * 100_000) / (performance.now() - startedMs);
    return { said: `${share.toFixed(2)} % of a CPU over ${REST_SECONDS} s (reach: 0.5 %)`, within: share < 0.5 };
  });
}

/** From the moment in which a record is written until it is told of. */
async function change(): Promise<Figure> {
  return watching(200, async (child, fleet, heard) => {
    const delays: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const lines = heard();
      const startedMs = performance.now();
      fleet.write(0, round % 2 === 0 ? 'busy' : 'waiting');
      while (heard() === lines) {
        if (performance.now() - startedMs > 10_000) throw new Error('a change was not told of');
        await pause(2);
      }
      delays.push(performance.now() - startedMs);
      await pause(1500);
    }
    const [middle, worst] = [median(delays), Math.max(...delays)];
    return { said: `${middle.toFixed(0)} ms, at most ${worst.toFixed(0)} (reach: 300 ms)`, within: middle <= 300 };
  });
}

async function watching(
  living: number,
  measure: (child: ChildProcess, fleet: BenchFleet, heard: () => number) => Promise<Figure>,
): Promise<Figure> {
  const fleet = await openSessions(living, 0);
  const child = spawn(process.execPath, [CCX, 'fleet', '--watch', '--jsonl'], {
    env: envOf(fleet),
    cwd: fleet.home,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let lines = 0;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (lines += text.split('\n').length - 1));
    for (let tries = 0; lines < living; tries += 1) {
      if (tries > 300) throw new Error(`${lines} sessions were told of within 30 s`);
      await pause(100);
    }
    return await measure(child, fleet, () => lines);
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
    fleet.end();
  }
}

/** Of the process itself, in user and kernel mode. */
function ticks({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function envOf({ home }: BenchFleet): Record<string, string> {
  return {
    HOME: home,
    CCX_HOME: join(home, 'ccx'),
    PATH: process.env['PATH'] ?? '',
    TMUX_TMPDIR: home,
    IS_SANDBOX: '1',
    DISABLE_AUTOUPDATER: '1',
  };
}

const figures: Readonly<Record<string, () => Promise<Figure>>> = { scan, agents, rest, change };
for (const name of names.length > 0 ? names : Object.keys(figures)) {
  const figure = figures[name];
  if (figure === undefined)
    throw new Error(`There is no figure "${name}"; there are ${Object.keys(figures).join(', ')}.`);
  const { said, within } = await figure();
  process.stdout.write(`${name.padEnd(8)} ${said}${within ? '' : '   BEYOND'}\n`);
  if (!within) process.exitCode = 1;
}
process.stdout.write(`Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}, ${rounds} rounds\n`);
