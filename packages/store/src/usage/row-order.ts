import type { UsageRow } from '@ccx/contracts';

/** By day, then by the other fields; what is unknown comes first. */
export function inOrder(rows: readonly UsageRow[]): readonly UsageRow[] {
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .toSorted((one, other) => (one.key === other.key ? 0 : one.key < other.key ? -1 : 1))
    .map(({ row }) => row);
}

/** Ends of fields sort before every letter, and an unknown field before an empty one. */
function keyOf({ day, accountId, agent, project, gitBranch, model, sessionId, subagentType, price }: UsageRow): string {
  const words = price && [price.speed, price.batch, price.geography, price.longPrompt, price.vendorPriced].map(String);
  return [day, accountId, agent, project, gitBranch, model, sessionId, subagentType, ...(words ?? [])]
    .map((field) => (field === null ? '' : `\u0001${field}`))
    .join('\u0000');
}
