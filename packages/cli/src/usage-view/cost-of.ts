import type { ReportSums } from '@ccx/usage';
import { money } from '../render/money.ts';

/** A cost that leaves calls out says so: `$2.00+`. */
export function costOf({
  costUsd,
  unpricedCalls,
  calls,
}: Pick<ReportSums, 'costUsd' | 'unpricedCalls' | 'calls'>): string {
  const known = unpricedCalls === calls ? null : costUsd;
  return unpricedCalls > 0 && known !== null ? `${money(known)}+` : money(known);
}
