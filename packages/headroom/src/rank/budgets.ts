import type { ProfileLimits } from '@ccx/contracts';
import type { Block } from './block.ts';
import type { ProfileUsage } from './rank-input.ts';

/** How an account stands to the budgets that a person set. */
export interface BudgetRoom {
  /** Percent left of the tightest that is not used up; `null`: none is set, or none of them is counted. */
  readonly left: number | null;
  readonly blocks: readonly Block[];
  /** A budget is set and nobody counts what was used of it. */
  readonly unchecked: boolean;
}

export function budgetRoom(limits: ProfileLimits, usage: ProfileUsage | null): BudgetRoom {
  const budgets = [
    { budget: limits.dailyTokenBudget, used: usage?.tokensDay ?? null, words: 'tokens a day' },
    { budget: limits.weeklyTokenBudget, used: usage?.tokensWeek ?? null, words: 'tokens a week' },
    { budget: limits.monthlyUsdBudget, used: usage?.usdMonth ?? null, words: 'USD a month' },
  ];
  const lefts: number[] = [];
  const blocks: Block[] = [];
  let unchecked = false;
  for (const { budget, used, words } of budgets) {
    if (budget === undefined) continue;
    if (used === null) unchecked = true;
    else if (used < budget) lefts.push((1 - used / budget) * 100);
    // The windows are trailing ones: when enough has left them, nobody can say from a sum.
    else blocks.push({ reason: `its budget of ${budget} ${words} is used up (${used})`, until: null, endsBy: 'time' });
  }
  return {
    left: lefts.length === 0 ? null : Math.min(...lefts),
    blocks,
    unchecked,
  };
}
