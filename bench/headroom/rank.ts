/*
 * How long 100 accounts take to be ranked, with everything known of each that can be known. Usage:
 * node --conditions=@ccx/source bench/headroom/rank.ts [rounds]. Nothing has to be built.
 */
import { loadavg } from 'node:os';
import { rankProfiles, type RankPolicy } from '../../packages/headroom/src/index.ts';
import { median } from '../quota/median.ts';
import { manyAccounts } from './accounts.ts';

const ACCOUNTS = 100;
const REACH_MS = 1;

const rounds = Number(process.argv[2] ?? 1000);
if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 100_000) {
  throw new Error('The number of rounds is a whole number from 1 to 100000.');
}

const now = '2026-11-21T12:00:00.000Z';
const accounts = manyAccounts(ACCOUNTS, now);
const need = { agents: ['claude'], only: [], pinned: false, model: 'claude-fable-5', attended: false } as const;

function take(policy: RankPolicy): number {
  const startedMs = performance.now();
  const ranking = rankProfiles(accounts, need, now, policy);
  const takenMs = performance.now() - startedMs;
  const free = ranking.filter(({ blocked }) => blocked === null).length;
  if (ranking.length !== ACCOUNTS || free === 0 || free === ACCOUNTS) throw new Error(`${free} accounts have room`);
  return takenMs;
}

const firstMs = take({});
let slowest = 0;
for (const strategy of ['balanced', 'consume-first', 'stick'] as const) {
  const taken = Array.from({ length: rounds }, () => take({ strategy }));
  const middle = median(taken);
  slowest = Math.max(slowest, middle);
  process.stdout.write(`${strategy.padEnd(14)} ${middle.toFixed(3)} ms (reach: ${REACH_MS} ms)\n`);
}
process.stdout.write(`the very first ${firstMs.toFixed(1)} ms\n`);
process.stdout.write(
  `Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}, ${rounds} rounds of ${ACCOUNTS} accounts\n`,
);
if (slowest > REACH_MS) process.exitCode = 1;
