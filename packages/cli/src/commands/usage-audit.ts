import { usageAudit, type UsageAudit } from '@ccx/usage';
import type { UsageBook } from '../compose/usage.ts';
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
  return {
    json: () => ({ ...make(), accounts: Object.fromEntries(accounts.map(({ id, name }) => [id, name])) }),
    lines: () => auditRows(make(), terminal),
  };
}
