// How long `ccx --version` and `ccx --help` take beyond Node itself. Usage: node bench/startup/run.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const reachMs = 25;
const rounds = Number(process.argv[2] ?? 40);
const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

if (!Number.isInteger(rounds) || rounds < 1)
  fail(`The number of rounds is a whole number from 1, not "${process.argv[2]}".`);
if (!existsSync(bin)) fail('ccx is not built: run `npm start -- --version` once.');

const floor = { name: 'node -e 0', args: ['-e', '0'] };
const programs = [
  floor,
  { name: 'ccx --version', args: [bin, '--version'] },
  { name: 'ccx --help', args: [bin, '--help'] },
];
for (const { args } of programs) time(args); // fills the compile cache and the page cache

// One round runs each program once, so that a busy machine burdens all alike; the figures are medians of what each
// takes beyond Node in its own round.
const samples = Array.from({ length: rounds }, () => programs.map(({ args }) => time(args)));

process.stdout.write(
  `Node ${process.versions.node}, ${cpus().length} CPUs, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds\n`,
);
process.stdout.write(
  `${'program'.padEnd(15)}${'median ms'.padStart(10)}${'over node'.padStart(11)}${'ratio'.padStart(7)}\n`,
);
let reached = true;
for (const [index, { name }] of programs.entries()) {
  const total = median(samples.map((round) => round[index]));
  const over = median(samples.map((round) => round[index] - round[0]));
  const ratio = median(samples.map((round) => round[index] / round[0]));
  reached &&= over <= reachMs;
  const cells = [total.toFixed(1).padStart(10), `+${over.toFixed(1)}`.padStart(11), ratio.toFixed(2).padStart(7)];
  process.stdout.write(`${name.padEnd(15)}${cells.join('')}\n`);
}
process.stdout.write(`${reached ? 'within' : 'beyond'} the reach of node + ${reachMs} ms\n`);
process.exitCode = reached ? 0 : 1;

function time(args) {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const tookMs = performance.now() - startedAt;
  if (status !== 0) fail(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return tookMs;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
