import type { AgentEvent, Instant, RunObserver, RunRecord, WorkItem } from '@ccx/contracts';
import type { WorkEnd } from '@ccx/queue';
import { targetName } from '../render/account-name.ts';
import { clockTime } from '../render/clock-time.ts';
import { cutEnd } from '../render/cut.ts';
import { duration } from '../render/duration.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { startLiveLine } from '../run-view/live-line.ts';
import { toolSubject } from '../run-view/tool-line.ts';
import { itemTitle } from './item-words.ts';

/** How `ccx queue work` tells what it does. */
export interface WorkView {
  readonly observer: RunObserver;
  ended(end: WorkEnd): void;
  /** Nothing can begin before then; `null`: not before something changes. */
  idle(nextAt: Instant | null, why: string | null): void;
  /** One item was asked for, and none could begin. */
  nothing(nextAt: Instant | null, why: string | null): void;
  say(text: string): void;
  stop(): void;
}

interface Running {
  readonly title: string;
  readonly number: string;
  on: string;
  doing: string;
  readonly sinceMs: number;
}

export interface WorkViewOptions {
  readonly terminal: Terminal;
  /** By the id of an item of which a run tells. */
  readonly item: (id: string) => Promise<WorkItem | null>;
  readonly nowMs?: () => number;
}

/** So that what became of it stands beside it. */
const TITLE = 40;

/** A line for each beginning and each end; on a terminal one more for each item that runs, with what it does now. */
export function createWorkView({ terminal, item, nowMs = Date.now }: WorkViewOptions): WorkView {
  const { stdout, stderr, symbols, timeZone, home } = terminal;
  const { colors } = stdout;
  const running = new Map<string, Running>();
  let waiting: string | null = null;

  const live = startLiveLine(stderr, symbols.ellipsis, () => {
    if (running.size === 0) return waiting === null ? null : stderr.colors.dim(` ${symbols.idle} ${waiting}`);
    const lines = [...running.values()].map(({ number, title, on, doing, sinceMs }) => {
      const words = [duration(nowMs() - sinceMs), on, title, doing].filter((word) => word !== '');
      return ` ${symbols.busy} ${number}  ${words.join(` ${symbols.separator} `)}`;
    });
    return stderr.colors.dim(lines.join('\n'));
  });
  const line = (words: string): void => live.above(() => stdout.write(`${words}\n`));
  const titleOf = (of: WorkItem): string =>
    stdout.isTty ? cutEnd(itemTitle(of), TITLE, symbols.ellipsis) : itemTitle(of);
  const clock = (at: Instant): string => clockTime(at, { now: new Date(nowMs()).toISOString(), timeZone });
  const idleWords = (nextAt: Instant | null, why: string | null): string => {
    const until = nextAt === null ? 'nothing can begin' : `nothing can begin before ${clock(nextAt)}`;
    if (why !== null) return printableLine(`${until}: ${why}`);
    return nextAt === null ? 'nothing to do' : until;
  };

  async function begin(run: RunRecord, id: string): Promise<void> {
    const on = printableLine(targetName(run.target, home));
    const known = running.get(id);
    if (known !== undefined) {
      known.on = on;
      return;
    }
    const found = await item(id).catch(() => null);
    if (found === null || running.has(id)) return;
    const title = titleOf(found);
    running.set(id, { title, number: `#${found.seq}`, on, doing: '', sinceMs: nowMs() });
    line(` ${symbols.busy} #${found.seq}  ${title}  ${colors.dim(on)}`);
  }

  return {
    observer: {
      started: (run) => {
        if (run.workItemId !== null) void begin(run, run.workItemId);
      },
      event: (event, run) => {
        const known = run.workItemId === null ? undefined : running.get(run.workItemId);
        if (known !== undefined) known.doing = doingOf(event, run.cwd) ?? known.doing;
      },
    },
    ended({ item: ended, outcome, settled, durationMs, costUsd }) {
      running.delete(ended.id);
      const words = [duration(durationMs), ...(costUsd === null ? [] : [money(costUsd)])].join('  ');
      const head = `#${ended.seq}  ${titleOf(ended)}`;
      if (settled === 'stale') {
        line(` ${colors.yellow(symbols.warning)} ${head}  its lease was lost before it ended: this end does not count`);
        return;
      }
      const { mark, said } = endWords(outcome, (until) => {
        if (until === null) return 'waits';
        return Date.parse(until) <= nowMs() ? 'put back' : `waits until ${clock(until)}`;
      });
      const paint = { done: colors.green, failed: colors.red, warning: colors.yellow, idle: String }[mark];
      line(` ${paint(symbols[mark])} ${head}  ${said === '' ? '' : `${printableLine(said)}  `}${colors.dim(words)}`);
    },
    idle(nextAt, why) {
      const words = idleWords(nextAt, why);
      if (words === waiting) return;
      waiting = words;
      if (!stderr.isTty && why !== null) stderr.write(` ${words}\n`);
    },
    nothing(nextAt, why) {
      stderr.write(` ${stderr.colors.yellow(symbols.warning)} nothing was run: ${idleWords(nextAt, why)}\n`);
    },
    say: (text) => line(` ${colors.yellow(symbols.warning)} ${printableLine(text)}`),
    stop: () => live.stop(),
  };
}

function endWords(
  outcome: WorkEnd['outcome'],
  waitWords: (until: Instant | null) => string,
): { readonly mark: 'done' | 'failed' | 'warning' | 'idle'; readonly said: string } {
  switch (outcome.is) {
    case 'done':
      return { mark: 'done', said: '' };
    case 'wait':
      return { mark: 'idle', said: `${waitWords(outcome.until)}: ${outcome.reason}` };
    case 'retry':
      return { mark: 'warning', said: `will be tried again: ${outcome.reason}` };
    case 'needs-human':
      return { mark: 'warning', said: `needs you: ${outcome.reason}` };
    case 'cancelled':
      return { mark: 'idle', said: 'cancelled' };
    case 'dead':
      return { mark: 'failed', said: outcome.reason };
  }
}

function doingOf(event: AgentEvent, cwd: string): string | null {
  if (event.type === 'tool-call') return `${event.tool} ${toolSubject(event.input, cwd).text}`;
  return event.type === 'text' ? '' : null;
}
