import { median } from '../quota/median.ts';
import type { Contender } from './contender.ts';
import type { Figure } from './figure.ts';

/** How much faster than BullMQ on Redis, at one item at a time and at twenty. */
const REACH: ReadonlyMap<number, number> = new Map([
  [1, 1.5],
  [20, 1],
]);

/** Claim, complete and enqueue of one item, in pairs: every contender once in each round, in another order each time. */
export async function throughput(
  contenders: readonly Contender[],
  { rounds, concurrency, items }: { readonly rounds: number; readonly concurrency: number; readonly items: number },
): Promise<readonly Figure[]> {
  const taken = new Map(contenders.map((contender) => [contender, new Array<number>()]));
  for (const contender of contenders) {
    await contender.add(100);
    await contender.work(items, concurrency);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < contenders.length; index += 1) {
      const contender = contenders[(round + index) % contenders.length];
      if (contender === undefined) continue;
      taken.get(contender)?.push((await contender.work(items, concurrency)) / items);
    }
  }
  const ofFile = timesOf(taken, 'ccx, SQLite FULL');
  const ofFloor = timesOf(taken, 'an array');
  return contenders.map((contender) => {
    const times = taken.get(contender) ?? [];
    const faster = median(times.map((ms, round) => ms / (ofFile[round] ?? Number.NaN)));
    const floors = median(times.map((ms, round) => ms / (ofFloor[round] ?? Number.NaN)));
    const reach = contender.name.startsWith('BullMQ') ? REACH.get(concurrency) : undefined;
    return {
      said:
        `${contender.name.padEnd(24)} ${median(times).toFixed(4)} ms an item, ${Math.round(1000 / median(times))} a second, ` +
        `${floors.toFixed(0)} times the array; ccx in a file is ${faster.toFixed(2)} times as fast` +
        (reach === undefined ? '' : ` (reach: ${reach})`),
      within: reach === undefined ? null : faster >= reach,
    };
  });
}

function timesOf(taken: ReadonlyMap<Contender, readonly number[]>, name: string): readonly number[] {
  return [...taken].find(([contender]) => contender.name === name)?.[1] ?? [];
}
