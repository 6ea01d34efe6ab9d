import { median } from '../quota/median.ts';
import type { Contender } from './contender.ts';
import type { Figure } from './figure.ts';

const BATCH = 10_000;
const REACH_MS = 500;

/** Enqueue of 10,000 items at once. */
export async function batch(contenders: readonly Contender[], rounds: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const taken = new Map(contenders.map((contender) => [contender, new Array<number>()]));
  for (let round = 0; round < Math.min(5, rounds); round += 1) {
    for (const contender of contenders) {
      const start = performance.now();
      await contender.add(BATCH);
      taken.get(contender)?.push(performance.now() - start);
    }
  }
  for (const [{ name }, times] of taken) {
    const ours = name === 'ccx, SQLite FULL';
    figures.push({
      said: `${name.padEnd(24)} ${median(times).toFixed(0)} ms for ${BATCH}${ours ? ` (reach: ${REACH_MS} ms)` : ''}`,
      within: ours ? median(times) <= REACH_MS : null,
    });
  }
  return figures;
}
