import type { Instant, WorkItem } from '@ccx/contracts';
import type { BacklogStats, WorkHold } from '@ccx/queue';
import { sinceWords } from '../fleet-view/fleet-cells.ts';
import { clockTime } from '../render/clock-time.ts';
import { cutEnd, cutMiddle } from '../render/cut.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { accountWords } from './account-words.ts';
import { quoted } from './resume-command.ts';
import { fittedTable, type FittedColumn } from './fitted-table.ts';
import { itemWorktree } from './item-worktree.ts';
import { itemMark, itemTitle, payloadFacts, stateWords } from './item-words.ts';

export interface QueueRowsOptions {
  readonly terminal: Terminal;
  readonly now: Instant;
  readonly holds: readonly WorkHold[];
  readonly states: BacklogStats['states'];
  /** Whether something was left out because the person asked for less. */
  readonly filtered: boolean;
}

/** The table of `ccx queue`, and what there is to say besides. */
export function queueRows(items: readonly WorkItem[], options: QueueRowsOptions): readonly string[] {
  const { terminal } = options;
  const { stdout, symbols } = terminal;
  const widest = Math.max(0, ...items.map(({ seq }) => String(seq).length));
  const lead = ({ state, seq }: WorkItem): string =>
    `${itemMark(state, symbols, stdout.colors)} ${`#${seq}`.padStart(widest + 1)}  `;
  const rows = items.length === 0 ? [nothing(options)] : fittedTable(items, columnsOf(options), { terminal, lead });
  return [...rows, ...holdLines(options), ...leftOut(items, options)];
}

function columnsOf({ terminal, now }: QueueRowsOptions): readonly FittedColumn<WorkItem>[] {
  const { timeZone, home, symbols } = terminal;
  const left = (heading: string, rest: Omit<FittedColumn<WorkItem>, 'heading' | 'align'>): FittedColumn<WorkItem> => ({
    heading,
    align: 'left',
    ...rest,
  });
  const number = (heading: string, text: FittedColumn<WorkItem>['text'], dropped: number): FittedColumn<WorkItem> => ({
    heading,
    align: 'right',
    narrowest: 12,
    widest: 12,
    text,
    dropped,
  });
  return [
    left('item', { narrowest: 8, readable: 32, widest: 44, text: itemTitle, dropped: null }),
    left('state', {
      narrowest: 10,
      readable: 24,
      widest: 48,
      longest: REASON,
      text: (item) => stateWords(item, { now, timeZone }),
      dropped: null,
    }),
    left('on', { narrowest: 6, widest: 18, text: (item) => onWhom(item, home), dropped: 5 }),
    left('where', {
      narrowest: 8,
      widest: 36,
      text: (item) => whereWords(item, home),
      cut: (text, columns) => cutMiddle(text, columns, symbols.ellipsis),
      dropped: 4,
    }),
    number('priority', ({ priority }) => String(priority), 1),
    number('cost', ({ costUsd }) => money(costUsd ?? null), 2),
    number('since', (item) => sinceWords(sinceOf(item), now), 3),
  ];
}

/** What is left of a reason without end; `ccx queue show` has all of it. */
const REASON = 120;

/** The account that it ran on, else what it requires. */
export function onWhom(
  { progress, lane = 'auto', type }: Pick<WorkItem, 'progress' | 'lane' | 'type'>,
  home: string | null,
): string {
  if (type === 'command') return '-';
  return printableLine(progress?.profile ?? (progress === null ? lane : accountWords(progress.accountId, home)));
}

function whereWords(item: WorkItem, home: string | null): string {
  const { cwd } = payloadFacts(item.payload);
  const worktree = itemWorktree(item);
  if (cwd === null) return '-';
  const path = cwd === home ? '~' : printableLine(shortPath(cwd, home));
  return worktree === null ? path : `${path}  ${printableLine(worktree.name)}`;
}

function sinceOf({ state, endedAt, startedAt, createdAt }: WorkItem): Instant {
  return endedAt ?? (state === 'running' ? startedAt : undefined) ?? createdAt;
}

function nothing({ filtered, states }: QueueRowsOptions): string {
  const all = Object.values(states).reduce((sum, count) => sum + count, 0);
  if (all === 0) return ' nothing is in the queue: ccx queue add "…"';
  return filtered ? ' no such item is in the queue' : ' nothing is left to do';
}

/** What is held back besides single items, each with the command that lifts it. */
function holdLines({ holds, terminal, now }: QueueRowsOptions): readonly string[] {
  const { stdout, symbols, timeZone } = terminal;
  return holds.map(({ scope, until, reason, by }) => {
    const end = until === null ? '' : ` until ${clockTime(until, { now, timeZone })}`;
    const who = by === 'failures' ? ', it failed too often' : '';
    const why = reason === '' ? '' : `: ${printableLine(reason)}`;
    const words = `${scopeWords(scope)} paused${end}${who}${why}`;
    const flags = [scope.lane && `--lane ${quoted(scope.lane)}`, scope.type && `--type ${quoted(scope.type)}`];
    const hint = ['     ccx queue resume', ...flags.filter(Boolean)].join(' ');
    const room = Math.max(LEAST_WORDS, stdout.columns() - 3 - hint.length);
    const shown = stdout.isTty ? cutEnd(words, room, symbols.ellipsis) : words;
    return ` ${stdout.colors.yellow(symbols.warning)} ${shown}${hint}`;
  });
}

const LEAST_WORDS = 20;

/** What a hold is laid on, in words. */
export function scopeWords({ lane, type }: { readonly lane?: string; readonly type?: string }): string {
  if (lane === undefined && type === undefined) return 'the queue is';
  return [lane === undefined ? '' : `lane ${lane}`, type === undefined ? '' : `type ${type}`]
    .filter((word) => word !== '')
    .join(', ')
    .concat(' is');
}

const ENDS = ['done', 'dead', 'cancelled'] as const;

function leftOut(items: readonly WorkItem[], { states, filtered, terminal }: QueueRowsOptions): readonly string[] {
  const first = items.find(({ state }) => state === 'needs-human');
  const help =
    first === undefined ? [] : [` ${terminal.symbols.arrow} ccx queue show ${first.seq}     says what it needs`];
  if (filtered || items.some(({ state }) => ENDS.some((end) => end === state))) return help;
  const ended = ENDS.flatMap((state) => (states[state] === 0 ? [] : [`${states[state]} ${state}`]));
  const rest = ended.length === 0 ? [] : [terminal.stdout.colors.dim(` ${ended.join(', ')}: ccx queue list --all`)];
  return [...help, ...rest];
}
