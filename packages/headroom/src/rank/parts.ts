import { HALF_FREE } from '../room.ts';
import type { BudgetRoom } from './budgets.ts';
import type { Known } from './evidence.ts';
import { failurePart } from './failures.ts';
import type { Question } from './judge.ts';
import { stickPart } from './last-used.ts';
import { pacePart, type Pace } from './pace.ts';
import type { RankInput } from './rank-input.ts';

/** Behind a plan that has room and is paid already, before one that is nearly used up. */
const API_KEY = 25;
const UNKNOWN_LOGIN = -2;
const RUNNING = -5;

/** What the score of an account that has room is the sum of, each part rounded to tenths. */
export function scoreParts(
  { profile, login, attempts, running }: RankInput,
  { known, budget, pace }: { readonly known: Known; readonly budget: BudgetRoom; readonly pace: Pace | null },
  { need, nowMs, lastUsed }: Question,
): Readonly<Record<string, number>> {
  const { limits, agent, lastUsedAt } = profile;
  const metered = known.kind === 'api-key';
  const base = baseParts(known);
  const free = sumOf(base);
  const wasLast = lastUsedAt !== null && lastUsedAt === lastUsed.get(agent);
  return {
    ...base,
    ...nonZero({
      reserve: need.attended || metered ? 0 : -limits.reservePercent,
      budget: budget.left === null ? 0 : Math.min(0, tenths(budget.left) - free),
      pace: pacePart(pace),
      failures: failurePart(attempts, nowMs),
      login: login?.auth === 'unknown' ? UNKNOWN_LOGIN : 0,
      priority: limits.priority,
      running: RUNNING * running,
      stick: wasLast ? stickPart(lastUsedAt, nowMs) : 0,
    }),
  };
}

export function sumOf(parts: Readonly<Record<string, number>>): number {
  return tenths(Object.values(parts).reduce((sum, part) => sum + part, 0));
}

function baseParts({ kind, room }: Known): Readonly<Record<string, number>> {
  if (kind === 'api-key') return { apiKey: API_KEY };
  const { binding } = room;
  if (binding === null) return { assumed: HALF_FREE };
  const percentFree = tenths(binding.left);
  // Rounded so that the sum is the rounded worth: more of it must never come out as less.
  return { percentFree, ...nonZero({ uncertain: tenths(binding.worth) - percentFree }) };
}

function nonZero(parts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const name in parts) {
    const part = tenths(parts[name] ?? 0);
    if (part !== 0) left[name] = part;
  }
  return left;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
