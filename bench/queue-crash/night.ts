/*
 * Whether a whole night's work is done once when its workers are killed at any moment. Usage, on a built ccx:
 * node --conditions=@ccx/source bench/queue-crash/night.ts [kills] [freezes]   (default 200 and 12, at most 2000)
 * Workers are `ccx queue work` over one CCX_HOME, with scripted agents in place of the vendors'. Every other kill takes
 * with it all that came of the worker; frozen is stopped for longer than a lease. It takes about ten minutes.
 */
import { createCcxPlace } from '../../packages/cli/test/ccx-process.ts';
import { crash } from '../../packages/cli/test/queue-crash/crash.ts';

const ROUND = 100;
const [kills = 200, freezes = 12] = process.argv.slice(2).map(Number);
for (const count of [kills, freezes]) {
  if (!Number.isSafeInteger(count) || count < 0 || count > 2000) {
    throw new Error('The number of kills and that of freezes are whole numbers from 0 to 2000.');
  }
}

const COLUMNS = [
  'workers',
  'kills',
  'power cuts',
  'freezes',
  'items',
  'done',
  'a person asked',
  'without a session',
  'lost leases',
  'resumed',
  'afresh',
  'refused ends',
  'wrong',
] as const;
console.log(COLUMNS.join('  '));
const rounds = Math.max(1, Math.ceil(kills / ROUND));
let wrong = 0;
let asked = 0;
for (let round = 0; round < rounds; round += 1) {
  const share = (all: number): number => Math.floor((all * (round + 1)) / rounds) - Math.floor((all * round) / rounds);
  const blows = {
    kills: Math.ceil(share(kills) / 2),
    powerCuts: Math.floor(share(kills) / 2),
    freezes: share(freezes),
  };
  const workers = 2 + (round % 2);
  const place = await createCcxPlace();
  try {
    const told = await crash({ place, workers, ...blows, leaseMs: null });
    const { items, done, stalls, resumed, afresh, refused } = told;
    const row = [
      workers,
      blows.kills,
      blows.powerCuts,
      blows.freezes,
      items,
      done,
      told.asked,
      told.unnamed,
      stalls,
      resumed,
      afresh,
      refused,
      told.wrong.length,
    ];
    console.log(row.map((value, index) => String(value).padStart(COLUMNS[index]?.length ?? 0)).join('  '));
    for (const sentence of told.wrong) console.log(`  ${sentence}`);
    wrong += told.wrong.length;
    asked += told.asked + told.unnamed;
  } finally {
    await place.remove();
  }
}
const rest = asked === 0 ? '' : `, but for ${asked} of which a person is asked`;
console.log(wrong === 0 ? `every item was done once${rest}` : `${wrong} WRONG`);
process.exitCode = wrong === 0 ? 0 : 1;
