import type { AgentKind, Instant, UsageQuery, UsageReader, UsageRecord } from '@ccx/contracts';
import { costOfCall, type CostMode } from '../pricing/cost-mode.ts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { addTokens, NO_TOKENS } from '../report/add-tokens.ts';
import { atMs, blockRate, projectionOf } from './block-rate.ts';
import type { UsageBlock, UsageGap } from './block-result.ts';
import { WINDOW_MS, windowsEndingAt } from './known-windows.ts';
import { settledFrom } from './settled-from.ts';
import { splitCalls, type Block } from './split-calls.ts';

/** Which blocks to make. */
export interface UsageBlocksOptions {
  readonly pricing: UsagePricing;
  /** Default `auto`. */
  readonly mode?: CostMode;
  /** The current time: it decides which block is active. */
  readonly now: Instant;
  /** Only what ends later. Absent: from the first call on. */
  readonly since?: Instant;
  /** Absent: every account that has calls. */
  readonly accountIds?: readonly string[];
  readonly agent?: AgentKind;
  /**
   * The resets of an account's 5-hour window that are known, past and coming, in any order. They place a window better
   * than its first call does. Default: none is known.
   */
  readonly resetsOf?: (accountId: string) => readonly Instant[];
}

/**
 * The 5-hour windows of each account with what was used in them, and the gaps between them: account by account, oldest
 * first. Windows are an account's own: calls of two accounts never share one.
 */
export function usageBlocks(reader: UsageReader, options: UsageBlocksOptions): readonly (UsageBlock | UsageGap)[] {
  const { since, accountIds, agent } = options;
  const from = since === undefined ? null : atMs(Date.parse(since) - WINDOW_MS);
  const query: UsageQuery = {
    range: { from, to: null },
    groupBy: ['account'],
    ...(accountIds === undefined ? {} : { accountIds }),
    ...(agent === undefined ? {} : { agent }),
  };
  const ids = reader.queryUsage(query).flatMap((row) => row.accountId ?? []);
  return ids.sort().flatMap((id) => accountBlocks(reader, id, options));
}

function accountBlocks(
  reader: UsageReader,
  id: string,
  { since, now, mode = 'auto', pricing, resetsOf = () => [] }: UsageBlocksOptions,
): readonly (UsageBlock | UsageGap)[] {
  const callsFrom = (from: Instant | null): Iterable<UsageRecord> =>
    reader.usageCalls({ range: { from, to: null }, groupBy: [], accountIds: [id] });
  const calls = callsFrom(since === undefined ? null : settledFrom(callsFrom, since));
  const blocks = splitCalls(calls, ({ at }) => Date.parse(at), windowsEndingAt(resetsOf(id)));
  const found: (UsageBlock | UsageGap)[] = [];
  for (const block of blocks) {
    const { before, first } = block;
    if (before !== null && first - before > WINDOW_MS) {
      found.push({ type: 'gap', accountId: id, start: atMs(before + WINDOW_MS), end: atMs(first) });
    }
    found.push(blockOf(block, id, Date.parse(now), (call) => costOfCall(call, pricing, mode)));
  }
  return since === undefined ? found : found.filter(({ end }) => end > since);
}

function blockOf(
  block: Block<UsageRecord>,
  accountId: string,
  now: number,
  costOf: (call: UsageRecord) => number | null,
): UsageBlock {
  const { start, end, basis, first, last, calls } = block;
  const tokens = calls.reduce((sum, { usage }) => addTokens(sum, usage), NO_TOKENS);
  const costs = calls.flatMap((call) => costOf(call) ?? []);
  const costUsd = costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0);
  const active = start <= now && now < end && now - last < WINDOW_MS;
  const burnRate = blockRate(last - first, tokens.total, costUsd);
  return {
    type: 'block',
    accountId,
    start: atMs(start),
    end: atMs(end),
    basis,
    firstCallAt: atMs(first),
    lastCallAt: atMs(last),
    active,
    tokens,
    calls: calls.length,
    costUsd,
    unpricedCalls: calls.length - costs.length,
    models: [...new Set(calls.map(({ model }) => model))].sort(),
    burnRate,
    projection: active && burnRate !== null ? projectionOf(burnRate, end - now, tokens.total, costUsd) : null,
  };
}
