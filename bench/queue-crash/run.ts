/*
 * Whether work is done once when its workers are killed at any moment. Usage:
 * node --conditions=@ccx/source bench/queue-crash/run.ts [kills] [freezes]   (default 200 and 40, at most 5000)
 * Workers in processes of their own share one file. Killed is with -9; frozen is stopped until another one has taken over.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from '../../packages/queue/test/crash/crash.ts';

const ROUND = 50;
const [kills = 200, freezes = 40] = process.argv.slice(2).map(Number);
for (const count of [kills, freezes]) {
  if (!Number.isSafeInteger(count) || count < 0 || count > 5000) {
    throw new Error('The number of kills and that of freezes are whole numbers from 0 to 5000.');
  }
}

const COLUMNS = ['workers', 'kills', 'freezes', 'items', 'lost leases', 'resumed', 'refused ends', 'wrong'] as const;
const dir = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
try {
  console.log(COLUMNS.join('  '));
  let wrong = 0;
  const rounds = Math.max(1, Math.ceil(kills / ROUND));
  for (let round = 0; round < rounds; round += 1) {
    const workers = 2 + (round % 3);
    const share = (all: number): number =>
      Math.floor((all * (round + 1)) / rounds) - Math.floor((all * round) / rounds);
    const folder = mkdtempSync(join(dir, 'round-'));
    const told = await crash({ dir: folder, workers, kills: share(kills), freezes: share(freezes), leaseMs: 500 });
    const row = [
      workers,
      told.kills,
      told.freezes,
      told.items,
      told.stalls,
      told.resumed,
      told.refused,
      told.wrong.length,
    ];
    console.log(row.map((value, index) => String(value).padStart(COLUMNS[index]?.length ?? 0)).join('  '));
    for (const sentence of told.wrong) console.log(`  ${sentence}`);
    wrong += told.wrong.length;
  }
  console.log(wrong === 0 ? 'every item was done once' : `${wrong} WRONG`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
