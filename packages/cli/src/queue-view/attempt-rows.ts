import type { Instant } from '@ccx/contracts';
import type { WorkAttempt } from '@ccx/queue';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { accountWords } from './account-words.ts';
import { fittedTable, type FittedColumn } from './fitted-table.ts';

/** A table of an item's claims, oldest first. */
export function attemptRows(
  attempts: readonly WorkAttempt[],
  { terminal, now }: { readonly terminal: Terminal; readonly now: Instant },
): readonly string[] {
  const { timeZone, home } = terminal;
  const short = { narrowest: 6, widest: 20 } as const;
  const columns: readonly FittedColumn<WorkAttempt>[] = [
    { heading: 'try', align: 'right', ...short, text: ({ number }) => String(number), dropped: null },
    {
      heading: 'began',
      align: 'left',
      ...short,
      text: ({ startedAt }) => clockTime(startedAt, { now, timeZone }),
      dropped: null,
    },
    { heading: 'took', align: 'right', ...short, text: (attempt) => tookWords(attempt, now), dropped: 3 },
    {
      heading: 'on',
      align: 'left',
      ...short,
      text: ({ progress }) =>
        printableLine(progress === null ? '-' : (progress.profile ?? accountWords(progress.accountId, home))),
      dropped: 4,
    },
    { heading: 'cost', align: 'right', ...short, text: ({ progress }) => money(progress?.costUsd ?? null), dropped: 2 },
    { heading: 'end', align: 'left', narrowest: 12, widest: 60, text: endWords, dropped: null },
    { heading: 'worker', align: 'left', ...short, text: ({ worker }) => printableLine(worker), dropped: 1 },
  ];
  return fittedTable(attempts, columns, { terminal, lead: () => '  ' });
}

function tookWords({ startedAt, endedAt }: WorkAttempt, now: Instant): string {
  return duration(Date.parse(endedAt ?? now) - Date.parse(startedAt));
}

function endWords({ outcome, reason }: WorkAttempt): string {
  return reason === null || reason === '' ? outcome : `${outcome}: ${printableLine(reason)}`;
}
