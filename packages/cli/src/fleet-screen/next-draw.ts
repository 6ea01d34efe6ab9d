import type { Instant } from '@ccx/contracts';
import { layoutOf } from './layout.ts';
import { chosenMember, type ScreenState } from './screen-state.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/**
 * In how many milliseconds the screen must be drawn again although nothing has happened: each second while an age in
 * seconds is seen, else each minute; `null` where no time is shown.
 */
export function nextDrawMs({ rows, top, size, mode }: ScreenState, now: Instant): number | null {
  if (rows.length === 0 || mode.type === 'keys') return null;
  const seen = rows.slice(top, top + layoutOf(size, rows.length).list.lines);
  const isYoung = seen.some(
    ({ state: { since } }) => since !== null && Date.parse(now) - Date.parse(since) < MINUTE_MS,
  );
  return isYoung ? SECOND_MS : MINUTE_MS;
}

/** In how many milliseconds to look whether something more was said; `null` where nothing is, or it would not be seen. */
export function nextListenMs(state: ScreenState): number | null {
  const is = chosenMember(state)?.state.is;
  const isSeen = layoutOf(state.size, state.rows.length).details !== null;
  return isSeen && (is === 'busy' || is === 'background') ? SECOND_MS : null;
}
