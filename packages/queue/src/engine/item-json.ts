import { CcxError, type WorkProgress, type WorkRecurrence } from '@ccx/contracts';
import { textOrNull } from '@ccx/contracts/sqlite';
import { fromJson, isObject } from './json.ts';

const MISSED = ['run', 'skip'] as const;
const EFFECTS = ['none', 'possible'] as const;

/** What stands in a column; only what this package wrote stands there. */
export function readProgress(column: unknown): WorkProgress | null {
  const text = textOrNull(column);
  if (text === null) return null;
  const value = fromJson(text);
  if (!isObject(value)) throw broken('progress');
  const { sessionId, accountId, runId, logPath, profile, costUsd, round } = value;
  const effects = EFFECTS.find((word) => word === value['effects']);
  if (typeof accountId !== 'string' || effects === undefined) throw broken('progress');
  return {
    sessionId: typeof sessionId === 'string' ? sessionId : null,
    accountId,
    effects,
    ...(typeof runId === 'string' && { runId }),
    ...(typeof logPath === 'string' && { logPath }),
    ...((typeof profile === 'string' || profile === null) && { profile }),
    ...((typeof costUsd === 'number' || costUsd === null) && { costUsd }),
    ...(typeof round === 'number' && { round }),
  };
}

export function readRecurrence(column: unknown): WorkRecurrence | null {
  const text = textOrNull(column);
  if (text === null) return null;
  const value = fromJson(text);
  if (!isObject(value)) throw broken('cron');
  const { expression, timeZone, jitterMs } = value;
  const missed = MISSED.find((word) => word === value['missed']);
  if (typeof expression !== 'string' || typeof timeZone !== 'string') throw broken('cron');
  if (typeof jitterMs !== 'number' || missed === undefined) throw broken('cron');
  return { expression, timeZone, missed, jitterMs };
}

function broken(column: string): CcxError {
  return new CcxError('internal', `The queue holds something else than a ${column} where one is expected.`);
}
