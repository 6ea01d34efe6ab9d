import type { TimeRange } from '@ccx/contracts';
import { msOf } from '../sqlite/columns.ts';

/** The last millisecond that an instant can name. */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Both ends in milliseconds, both within. */
export function bounds({ from, to }: TimeRange): { readonly from: number; readonly to: number } {
  return { from: from === null ? 0 : msOf(from), to: to === null ? END_OF_TIME : msOf(to) };
}
