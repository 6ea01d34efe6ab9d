// `ccx usage` against ccusage, on histories whose totals are known: the first scan, nothing new, one file grew.
// Usage: [USAGE_GENERATOR=generator.mjs] node bench/usage/run.mjs [50M,0.5G,2G,one-file] [pairs]
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installCcusage, runCcusage } from './ccusage.mjs';
import { fail } from './fail.mjs';
import { grow, SIZES, writeHistory } from './history.mjs';
import { timed } from './timed.mjs';

const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
const sizes = (process.argv[2] ?? '50M,0.5G').split(',');
const pairs = Number(process.argv[3] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
try {
  if (!Number.isInteger(pairs) || pairs < 1) fail(`Pairs are a whole number from 1, not "${process.argv[3]}".`);
  for (const size of sizes)
    if (!(size in SIZES)) fail(`A size is one of ${Object.keys(SIZES).join(', ')}, not "${size}".`);
  if (!existsSync(bin)) fail('ccx is not built: run `npm start -- --version` once.');
  const ccusage = installCcusage(join(folder, 'npm'));
  print(`Node ${process.versions.node}, ${cpus().length} CPUs, ${pairs} pairs, medians; the disk's cache is warm`);
  if (ccusage === null) print('NO CCUSAGE: its binary does not install here. These are absolute figures alone.');
  const reached = sizes.map((size) => measure(size, ccusage));
  process.exitCode = reached.every(Boolean) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(size, ccusage) {
  const history = writeHistory(join(folder, size), size);
  const home = join(folder, `home-${size}`);
  mkdirSync(home);
  for (const [index, dir] of history.configDirs.entries())
    timed(process.execPath, [bin, 'profile', 'add', `account-${index}`, '--config-dir', dir], home);
  const state = join(home, '.local/state/ccx');
  const loadBefore = loadavg()[0];
  report(history, home); // fills the compile cache and the page cache

  const steps = {
    first: () => rmSync(state, { recursive: true, force: true }),
    same: () => {},
    grown: () => grow(history),
  };
  const own = { first: [], same: [], grown: [] };
  const theirs = { first: [], same: [], grown: [] };
  const off = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const [step, prepare] of Object.entries(steps)) {
      prepare();
      own[step].push(report(history, home));
      if (ccusage === null) continue;
      const other = runCcusage(ccusage, history.configDirs, home);
      theirs[step].push(other);
      off.push((100 * other.tokens) / tokensOf(history.totals) - 100);
    }
  }
  const cache = ['ccx.db', 'ccx.db-wal']
    .map((name) => statSync(join(state, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, bytes) => sum + bytes, 0);

  print(
    `\n${size}: ${Math.round(history.bytes / 1e6)} MB in ${history.files} files, ${history.totals.calls} calls; ` +
      `load ${loadBefore.toFixed(1)} to ${loadavg()[0].toFixed(1)}`,
  );
  const { reach } = SIZES[size];
  row(['', 'ccx', `ccusage ${ccusage?.version ?? ''}`, 'ratio', 'reach', '']);
  const compared = [
    compare('first scan, wall', 'first', 'ms', reach.firstWall),
    compare('first scan, CPU', 'first', 'cpuMs', reach.firstCpu),
    compare('first scan, peak', 'first', 'peakMiB', 1),
    compare('nothing new, wall', 'same', 'ms', reach.same),
    compare('one file grew, wall', 'grown', 'ms', reach.grown),
  ];
  const share = (100 * cache) / history.bytes;
  row(['cache', `${(cache / 1e6).toFixed(1)} MB`, '', `${share.toFixed(2)} %`, '2 %', verdict(share <= 2)]);
  row([
    'tokens and calls',
    'equal',
    off.length > 0 ? `tokens ${signed(median(off))} %` : '',
    '',
    'equal',
    verdict(true),
  ]);
  return compared.every(Boolean) && share <= 2;

  /** One line; whether it is within its reach, as far as that can be told. */
  function compare(name, step, figure, limit) {
    const mine = own[step].map((run) => run[figure]);
    const other = theirs[step].map((run) => run[figure]);
    const ratio = other.length > 0 ? median(mine.map((value, pair) => value / other[pair])) : null;
    const known = ratio !== null && limit !== undefined;
    const reached = !known || ratio <= limit;
    row([
      name,
      quantity(median(mine), figure),
      ratio === null ? '' : quantity(median(other), figure),
      ratio === null ? '' : ratio.toFixed(2),
      limit === undefined ? '' : limit.toFixed(2),
      known ? verdict(reached) : '',
    ]);
    return reached;
  }
}

/** A run of ccx that must find what is there. */
function report(history, home) {
  const run = timed(process.execPath, [bin, 'usage', 'daily', '--json', '--timezone', 'UTC'], home);
  const { tokens, calls } = JSON.parse(run.stdout).totals;
  for (const [name, value] of Object.entries({ ...tokens, calls })) {
    const right = name === 'total' ? tokensOf(history.totals) : history.totals[name];
    if (right !== undefined && value !== right) fail(`WRONG TOTALS: ${name} is ${value}, the history holds ${right}.`);
  }
  return run;
}

function tokensOf({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }) {
  return input + output + cacheRead + cacheWrite5m + cacheWrite1h;
}

function verdict(reached) {
  return reached ? 'within' : 'beyond';
}

function quantity(value, figure) {
  return figure === 'peakMiB' ? `${value.toFixed(0)} MiB` : `${(value / 1000).toFixed(2)} s`;
}

function signed(percent) {
  return `${percent < 0 ? '' : '+'}${percent.toFixed(2)}`;
}

function row([name, ...cells]) {
  print(`${name.padEnd(21)}${cells.map((cell) => cell.padStart(16)).join('')}`.trimEnd());
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}
