import type { TimeRange } from '@ccx/contracts';
import { END_OF_TIME, msOf } from '@ccx/contracts/sqlite';

/** Both ends in milliseconds, both within. */
export function bounds({ from, to }: TimeRange): { readonly from: number; readonly to: number } {
  return { from: from === null ? 0 : msOf(from), to: to === null ? END_OF_TIME : msOf(to) };
}
