import type { Instant, QuotaHistory, QuotaSample, UsageQuery, UsageReader } from '@ccx/contracts';

/** How much of one window of an account was used when a session began, and when it had made its last call. */
export interface WindowChange {
  readonly accountId: string;
  /** As in a quota: `session` is that of five hours. */
  readonly windowId: string;
  /** Percent by the last reading before the session's first call. */
  readonly before: number;
  /** Percent by the first reading after its last call. Others may have used the account meanwhile. */
  readonly after: number;
  readonly resetsAt: Instant;
}

/** A window's readings state its reset to the second, to the minute, or rounded. */
const SAME_RESET_MS = 10 * 60_000;

/**
 * What changed in the windows of each session's accounts, by session: only where one reading lies before its first call,
 * one after its last, and both are of the same window. A reading without a reset belongs to no window.
 */
export function sessionWindows(
  reader: UsageReader,
  history: Pick<QuotaHistory, 'quotaHistory'>,
  query: UsageQuery,
): ReadonlyMap<string, readonly WindowChange[]> {
  const kept = new Map<string, ReadonlyMap<string, readonly QuotaSample[]>>();
  const samplesOf = (accountId: string): ReadonlyMap<string, readonly QuotaSample[]> => {
    const known =
      kept.get(accountId) ??
      Map.groupBy(history.quotaHistory(accountId, { from: null, to: null }), ({ windowId }) => windowId);
    kept.set(accountId, known);
    return known;
  };
  const changes = new Map<string, readonly WindowChange[]>();
  for (const { sessionId, accountId, firstAt, lastAt } of reader.queryUsage({
    ...query,
    groupBy: ['session', 'account'],
  })) {
    if (sessionId === null || accountId === null || firstAt === undefined || lastAt === undefined) continue;
    const found = [...samplesOf(accountId)].flatMap(([windowId, samples]) => {
      const change = changeIn(samples, firstAt, lastAt);
      return change === null ? [] : [{ accountId, windowId, ...change }];
    });
    if (found.length > 0) changes.set(sessionId, [...(changes.get(sessionId) ?? []), ...found]);
  }
  return changes;
}

function changeIn(
  samples: readonly QuotaSample[],
  firstAt: Instant,
  lastAt: Instant,
): Pick<WindowChange, 'before' | 'after' | 'resetsAt'> | null {
  const before = samples.findLast(({ at }) => at <= firstAt);
  const after = samples.find(({ at }) => at >= lastAt);
  const { resetsAt = null } = before ?? {};
  if (before === undefined || after === undefined || resetsAt === null || after.resetsAt === null) return null;
  // The window of the first reading may have ended before the session began.
  if (resetsAt <= lastAt || Math.abs(Date.parse(resetsAt) - Date.parse(after.resetsAt)) > SAME_RESET_MS) return null;
  return { before: before.usedPercent, after: after.usedPercent, resetsAt: after.resetsAt };
}
