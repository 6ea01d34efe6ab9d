import { numberAt, objectAt, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import type { Machine } from '../../machine/machine.ts';
import { codexHome, type CodexAccount } from '../account.ts';
import { readRollouts } from '../rollout.ts';
import { requireChatgpt } from './read-limits.ts';

/** Answers `account/usage/read` with what the rollouts of this home hold; what would need more is `null`. */
export function readUsage(machine: Machine, account: CodexAccount): Line {
  requireChatgpt(account, 'token usage');
  const days = new Map<string, number>();
  let longestMs: number | null = null;
  for (const { type, timestamp, payload } of readRollouts(codexHome(machine)).flatMap(({ lines }) =>
    lines.map(entry),
  )) {
    if (type === 'token_usage_record') {
      const day = timestamp.slice(0, 10);
      days.set(day, (days.get(day) ?? 0) + numberAt(objectAt(payload, 'usage'), 'total_tokens'));
    } else if (payload['type'] === 'task_complete') {
      longestMs = Math.max(longestMs ?? 0, numberAt(payload, 'duration_ms'));
    }
  }
  const tokens = [...days.values()];
  return {
    summary: {
      lifetimeTokens: tokens.reduce((sum, next) => sum + next, 0),
      peakDailyTokens: tokens.length === 0 ? null : Math.max(...tokens),
      longestRunningTurnSec: longestMs === null ? null : Math.round(longestMs / 1000),
      currentStreakDays: null,
      longestStreakDays: null,
    },
    dailyUsageBuckets: [...days]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([startDate, count]) => ({ startDate, tokens: count })),
    threadUsage: null,
  };
}

const entry = (line: Line): { readonly type: unknown; readonly timestamp: string; readonly payload: Line } => ({
  type: line['type'],
  timestamp: textAt(line, 'timestamp') ?? '',
  payload: objectAt(line, 'payload'),
});
