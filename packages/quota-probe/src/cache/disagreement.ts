import type { Instant, QuotaProblem, QuotaWindow } from '@ccx/contracts';
import { hasReset } from '../freshness.ts';
import { problem } from '../problem.ts';

/** Read so close together, */
const WITHIN_MS = 5 * 60_000;
/** two sources of one window may differ by this much. */
const POINTS = 5;

/** The drift alarm: two sources that cannot both be right, with both numbers. `null` where none disagree. */
export function disagreement(
  known: readonly QuotaWindow[],
  fresh: readonly QuotaWindow[],
  now: Instant,
): QuotaProblem | null {
  const pairs = fresh.flatMap((next) => {
    const was = known.find(({ id }) => id === next.id);
    return was !== undefined && disagree(was, next) ? [`${next.id}: ${said(was)}, ${said(next)}`] : [];
  });
  return pairs.length === 0
    ? null
    : problem('sources-disagree', `Two sources disagree. ${pairs.join('; ')}`, now).problem;
}

function disagree(was: QuotaWindow, next: QuotaWindow): boolean {
  if (was.source === next.source || was.usedPercent === null || next.usedPercent === null) return false;
  if (hasReset(was, next.capturedAt) || hasReset(next, was.capturedAt)) return false;
  const apartMs = Math.abs(Date.parse(next.capturedAt) - Date.parse(was.capturedAt));
  return apartMs <= WITHIN_MS && Math.abs(next.usedPercent - was.usedPercent) > POINTS;
}

function said({ usedPercent, source, capturedAt }: QuotaWindow): string {
  return `${usedPercent ?? '-'} % (${source}, ${capturedAt})`;
}
