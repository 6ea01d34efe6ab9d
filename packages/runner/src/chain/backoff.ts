const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before a busy vendor is asked again, in milliseconds: twice as long at most after each try, and
 * anything below that at random, so that runs that failed together do not come back together.
 *
 * @param tries tries that were made, from 1
 * @param random from 0 to below 1
 */
export function backoffMs(tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)));
}
