import type { Instant } from '@ccx/contracts';
import { snapshotAgeMs, type SourceTry } from '@ccx/quota-probe';
import { ageWords } from '../render/age.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import type { QuotaEntry } from './quota-entry.ts';

/** What was asked for each account, in its order, and what it said. */
export function explainRows(entries: readonly QuotaEntry[], { symbols }: Terminal, now: Instant): readonly string[] {
  return entries.flatMap(({ name, tried }) => [
    ` ${name}`,
    ...tried.map((one) => `   ${one.source.padEnd(10)}  ${saidBy(one, symbols, now)}`),
    ...(tried.length === 0 ? ['   nothing was asked'] : []),
  ]);
}

function saidBy({ reading }: SourceTry, { done, failed }: Terminal['symbols'], now: Instant): string {
  if (!reading.ok) return `${failed} ${printableLine(reading.problem.detail)} [${reading.problem.code}]`;
  const { snapshot } = reading;
  const windows = snapshot.windows.map(
    ({ id, usedPercent }) => `${id} ${usedPercent ?? '-'}${usedPercent === null ? '' : '%'}`,
  );
  return `${done} ${windows.join(', ')}, ${ageWords(snapshotAgeMs(snapshot, now), true)}`;
}
