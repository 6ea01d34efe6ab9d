import type { Instant } from '@ccx/contracts';
import {
  queryOf,
  usageBlocks,
  type CostMode,
  type UsageBlock,
  type UsageGap,
  type UsageReportRequest,
} from '@ccx/usage';
import type { UsageBook } from '../compose/usage.ts';
import type { Terminal } from '../render/terminal.ts';
import { blocksRows } from '../usage-view/blocks-rows.ts';
import { nothingFound } from '../usage-view/nothing-found.ts';
import type { UsageView } from './usage-view.ts';

export interface BlocksRequest {
  /** Which calls; its kind is not looked at. */
  readonly report: UsageReportRequest;
  /** Only windows that are open. */
  readonly active: boolean;
}

/** The 5-hour windows of each account. */
export function blocksView(
  { report, active }: BlocksRequest,
  { store, accounts, pricing }: Pick<UsageBook, 'store' | 'accounts' | 'pricing'>,
  terminal: Terminal,
  now: () => Instant,
): UsageView {
  const { mode = 'auto' satisfies CostMode, timeZone = 'UTC', accountIds, agent, limit } = report;
  const { from, to } = queryOf(report).range;
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const all = (): readonly (UsageBlock | UsageGap)[] => {
    const found = usageBlocks(store, {
      pricing,
      mode,
      now: now(),
      resetsOf: (id) =>
        store.quotaHistory(id, { from: null, to: null }, 'session').flatMap(({ resetsAt }) => resetsAt ?? []),
      ...(from !== null && { since: from }),
      ...(accountIds !== undefined && { accountIds }),
      ...(agent !== undefined && { agent }),
    });
    const meant = found.filter(({ start }) => to === null || start <= to);
    return active ? meant.filter((block) => block.type === 'block' && block.active) : meant;
  };
  const shownOf = (blocks: ReturnType<typeof all>): ReturnType<typeof all> =>
    limit === undefined ? blocks : newest(blocks, limit);
  return {
    json: () => ({
      schemaVersion: 1,
      kind: 'blocks',
      mode,
      timeZone,
      pricesCheckedAt: pricing.lastUpdated(),
      blocks: shownOf(all()),
      accounts: Object.fromEntries(names),
    }),
    lines: () => {
      const found = all();
      const blocks = shownOf(found);
      const omitted = found.filter((block) => block.type === 'block').filter((block) => !blocks.includes(block));
      if (blocks.length > 0) return blocksRows(blocks, { terminal, names, timeZone, now: now(), omitted });
      if (active) return [' No window is open: no account has made a call in it.'];
      return nothingFound(report, accounts, store.skippedLines(accountIds), terminal);
    },
  };
}

/** The last windows of each account, with the gaps between them. */
function newest(blocks: readonly (UsageBlock | UsageGap)[], limit: number): readonly (UsageBlock | UsageGap)[] {
  const left = new Map<string, number>();
  const kept = blocks.toReversed().filter(({ type, accountId }) => {
    const before = left.get(accountId) ?? limit;
    if (type === 'block') left.set(accountId, before - 1);
    return before > 0;
  });
  return kept.toReversed();
}
