import { homedir } from 'node:os';
import { usageAudit, type UsageAudit } from '@ccx/usage';
import type { UsageBook } from '../compose/usage.ts';
import { usageObstacles, type UsageObstacle } from '../compose/usage-obstacles.ts';
import type { Terminal } from '../render/terminal.ts';
import { auditRows } from '../usage-view/audit-rows.ts';
import type { UsageView } from './usage-view.ts';

/** What reports leave out, over all that was ever read; `null` for all accounts. */
export function auditView(
  accountIds: readonly string[] | null,
  { store, pricing, accounts }: Pick<UsageBook, 'store' | 'pricing' | 'accounts'>,
  terminal: Terminal,
): UsageView {
  const make = (): UsageAudit => usageAudit(store, { pricing, ...(accountIds !== null && { accountIds }) });
  const obstacles = (): readonly UsageObstacle[] =>
    usageObstacles(
      accounts.filter(({ id }) => accountIds === null || accountIds.includes(id)),
      homedir(),
    );
  return {
    json: () => ({
      ...make(),
      obstacles: obstacles(),
      accounts: Object.fromEntries(accounts.map(({ id, name }) => [id, name])),
    }),
    lines: () => auditRows(make(), obstacles(), terminal),
  };
}
