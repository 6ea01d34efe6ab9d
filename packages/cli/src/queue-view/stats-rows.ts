import type { Instant } from '@ccx/contracts';
import type { Backlog, BacklogStats, QueueLimits } from '@ccx/queue';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { fieldRows } from '../render/field-rows.ts';
import { money } from '../render/money.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';

export interface StatsRowsOptions {
  readonly stats: BacklogStats;
  /** Of the last 24 hours. */
  readonly spent: Awaited<ReturnType<Backlog['spent']>>;
  readonly limits: QueueLimits;
  readonly backend: string;
  readonly terminal: Terminal;
  readonly now: Instant;
}

/** The queue in numbers: what it holds, what it did, what it may. */
export function statsRows({ stats, spent, limits, backend, terminal, now }: StatsRowsOptions): readonly string[] {
  const { states, rate, totals } = stats;
  const { timeZone, home } = terminal;
  const counts = Object.entries(states).flatMap(([state, count]) => (count === 0 ? [] : [`${count} ${state}`]));
  const next = rate.nextAt === null ? '' : `, the next one at ${clockTime(rate.nextAt, { now, timeZone })}`;
  const cost = spent.usd === null ? `${money(spent.knownUsd)} and more that is not known` : money(spent.usd);
  const lanes = Object.entries(limits.perLane).map(([lane, most]) => `, ${most} on ${lane}`);
  const path = backend.startsWith('sqlite://') ? backend.slice('sqlite://'.length) : backend;
  const { backoff } = limits;
  return fieldRows(
    [
      ['items', counts.length === 0 ? 'none' : counts.join(', ')],
      ['starts', `${rate.used} within the last hour, ${rate.left} left${next}`],
      ['last day', `${spent.runs} ${spent.runs === 1 ? 'run' : 'runs'}, ${cost}`],
      [
        'ever',
        `${totals.claims} ${totals.claims === 1 ? 'try' : 'tries'}, ${totals.done} done, ${totals.failed} failed`,
      ],
      ['at once', `${limits.running}, ${limits.perKey} of a key${lanes.join('')}`],
      [
        'tries',
        `${limits.maxAttempts}, ${duration(backoff.firstMs)} apart, then ${backoff.factor} times that, at most ${duration(backoff.maxMs)}`,
      ],
      ['cap', `${limits.cap.toLocaleString('en-US')} items`],
      ['lies in', shortPath(path, home)],
    ],
    terminal,
  );
}
