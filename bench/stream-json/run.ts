/**
 * How fast and how large is the parser? `node bench/stream-json/run.ts [pairs]`, on a built ccx.
 *
 * CPU and wall time against the floor (split lines, JSON.parse) on the same 200 MB, in pairs of processes, A/B/A/B; then
 * peak memory over 1 GB that contains one line of 100 MB. Ends by itself within some minutes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { longRunLines, recordedLines, writeInput } from './input.ts';
import type { Measurement } from './measure.ts';

const TIMEOUT_MS = 120_000;
const INPUT_BYTES = 200_000_000;
const MAX_CPU_RATIO = 1.25;
const CAP_MIB = 64;
const MAX_OVER_IDLE_MIB = 64 + CAP_MIB;

const pairs = Number(process.argv[2] ?? 5);
if (!Number.isSafeInteger(pairs) || pairs < 1 || pairs > 20)
  throw new Error('The number of pairs is a whole number from 1 to 20.');

function measure(mode: string, path = ''): Measurement {
  const script = fileURLToPath(new URL('measure.ts', import.meta.url));
  const output = execFileSync(process.execPath, [script, mode, path], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  const measurement: Measurement = JSON.parse(output);
  return measurement;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Pairs of processes on one input; the median ratio of their CPU times. */
function compare(name: string, lines: readonly string[], folder: string): number {
  const path = join(folder, 'input.jsonl');
  const input = writeInput(path, lines, INPUT_BYTES);
  say(
    `${name}: ${(input.bytes / 1e6).toFixed(0)} MB, ${input.lines} lines of ${Math.round(input.bytes / input.lines)} bytes, ${pairs} pairs`,
  );
  const floors: Measurement[] = [];
  const parsers: Measurement[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    floors.push(measure('floor', path));
    parsers.push(measure('parser', path));
  }
  if (floors.some(({ count }) => count !== input.lines)) throw new Error('The floor did not read every line.');
  if (parsers.some(({ count }) => count < input.lines)) throw new Error('The parser lost a line.');
  sayMedians('floor ', 'lines', floors);
  sayMedians('parser', 'events', parsers);
  const cpu = floors.map(({ cpuMs }, index) => (parsers[index]?.cpuMs ?? Number.NaN) / cpuMs);
  const wall = floors.map(({ wallMs }, index) => (parsers[index]?.wallMs ?? Number.NaN) / wallMs);
  say(
    `  ratio   CPU ${median(cpu).toFixed(2)} (${cpu.map((each) => each.toFixed(2)).join(' ')}), wall ${median(wall).toFixed(2)}`,
  );
  return median(cpu);
}

function sayMedians(name: string, unit: string, all: readonly Measurement[]): void {
  const cpu = median(all.map(({ cpuMs }) => cpuMs)).toFixed(0);
  const wall = median(all.map(({ wallMs }) => wallMs)).toFixed(0);
  const peak = median(all.map(({ maxRssMiB }) => maxRssMiB)).toFixed(0);
  say(`  ${name}  CPU ${cpu} ms, wall ${wall} ms, peak ${peak} MiB, ${all[0]?.count ?? 0} ${unit}`);
}

const folder = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
try {
  const ratio = compare('a long run', longRunLines(), folder);
  compare('the recordings as they are, one line in four is a frame', recordedLines(), folder);

  const idle = median([1, 2, 3].map(() => measure('idle').maxRssMiB));
  const peak = median([1, 2, 3].map(() => measure('memory').maxRssMiB));
  const over = peak - idle;
  say(
    `1 GB with one line of 100 MB: peak ${peak.toFixed(0)} MiB, idle ${idle.toFixed(0)} MiB, ${over.toFixed(0)} MiB over idle`,
  );
  say(`reach: CPU ${MAX_CPU_RATIO} on a long run, ${MAX_OVER_IDLE_MIB} MiB over idle (64, and the cap of ${CAP_MIB})`);
  if (ratio > MAX_CPU_RATIO || over > MAX_OVER_IDLE_MIB) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
