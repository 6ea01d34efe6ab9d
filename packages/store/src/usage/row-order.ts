import type { UsageRow } from '@ccx/contracts';

/** By day, then by the other fields; what is unknown comes first. */
export function inOrder(rows: readonly UsageRow[]): readonly UsageRow[] {
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .toSorted((one, other) => (one.key === other.key ? 0 : one.key < other.key ? -1 : 1))
    .map(({ row }) => row);
}

/** Ends of fields sort before every letter, and an unknown field before an empty one. */
function keyOf(row: UsageRow): string {
  const { day, accountId, agent, project, gitBranch, model, sessionId, subagentType, price } = row;
  const { worktree = null, entrypoint = null } = row;
  const words = price && [price.speed, price.batch, price.geography, price.longPrompt, price.vendorPriced].map(String);
  const fields = [day, accountId, agent, project, gitBranch, model, sessionId, subagentType, worktree, entrypoint];
  return [...fields, ...(words ?? [])].map((field) => (field === null ? '' : `\u0001${field}`)).join('\u0000');
}
