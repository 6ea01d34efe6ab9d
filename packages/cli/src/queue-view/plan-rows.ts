import type { Instant } from '@ccx/contracts';
import type { Plan, PlanEntry } from '@ccx/queue';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { localWords } from '../render/local-words.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { fittedTable } from './fitted-table.ts';
import { itemTitle } from './item-words.ts';

/** Items that begin within this time begin now. */
const NOW_MS = 5_000;

/** `ccx queue plan` for people: when, what, on whom, how long, and what it waits for. */
export function planRows({ entries, endsAt }: Plan, now: Instant, terminal: Terminal): readonly string[] {
  if (entries.length === 0) return [' nothing is left to do'];
  const { stdout, symbols, timeZone } = terminal;
  const when = ({ at, item }: PlanEntry): string => {
    if (item.state === 'running') return 'runs';
    if (at === null) return item.state === 'needs-human' ? 'you' : 'held';
    return Date.parse(at) - Date.parse(now) <= NOW_MS ? 'now' : clockTime(at, { now, timeZone });
  };
  const widest = Math.max(...entries.map((entry) => when(entry).length));
  const number = Math.max(...entries.map(({ item }) => String(item.seq).length));
  const lead = (entry: PlanEntry): string => {
    const word = when(entry).padEnd(widest);
    return `${entry.at === null ? stdout.colors.yellow(word) : word}  ${`#${entry.item.seq}`.padStart(number + 1)}  `;
  };
  const rows = fittedTable(
    entries,
    [
      {
        heading: 'item',
        align: 'left',
        narrowest: 8,
        readable: 32,
        widest: 44,
        text: ({ item }) => itemTitle(item),
        dropped: null,
      },
      {
        heading: 'on',
        align: 'left',
        narrowest: 6,
        widest: 18,
        text: ({ account }) => (account === null ? '-' : printableLine(account)),
        dropped: 3,
      },
      { heading: 'takes', align: 'right', narrowest: 6, widest: 10, text: takes, dropped: 1 },
      {
        heading: 'why not before',
        align: 'left',
        narrowest: 16,
        widest: 60,
        longest: 120,
        text: ({ waitsFor }) =>
          waitsFor === null ? '-' : localWords(waitsFor, { now, timeZone, home: terminal.home }),
        dropped: 2,
      },
    ],
    { terminal, lead },
  );
  const guessed = entries.some((entry) => entry.guessed && entry.at !== null);
  return [
    ...rows,
    ...(guessed ? [stdout.colors.dim(' ~ is a guess: nothing like it was done before')] : []),
    ...(endsAt === null ? [] : [stdout.colors.dim(` ${symbols.ellipsis} ${ENDS[endsAt]}`)]),
  ];
}

const ENDS: Readonly<Record<NonNullable<Plan['endsAt']>, string>> = {
  horizon: 'the plan ends here: --days looks further ahead',
  steps: 'the plan was cut here: it has too many steps',
};

function takes({ at, until, guessed }: PlanEntry): string {
  if (at === null || until === null) return '-';
  return `${guessed ? '~' : ''}${duration(Date.parse(until) - Date.parse(at))}`;
}
