import type { UsageRow } from '@ccx/contracts';

/** By day, then by the other fields; what is unknown comes first. */
export function compareRows(one: UsageRow, other: UsageRow): number {
  const [left, right] = [keyOf(one), keyOf(other)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}

function keyOf({ day, accountId, agent, project, gitBranch, model, sessionId, subagentType, price }: UsageRow) {
  const words = price && [price.speed ?? '', price.batch, price.geography ?? '', price.longPrompt, price.vendorPriced];
  return [day, accountId, agent, project, gitBranch, model, sessionId, subagentType, words?.join(' ') ?? null];
}
