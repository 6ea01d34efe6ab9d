import type { AgentEvent, WorkItem } from '@ccx/contracts';
import type { Backlog } from '@ccx/queue';
import { logParser } from '../../compose/queue-log.ts';
import { EXIT } from '../../exit-codes.ts';
import { accountWords } from '../../queue-view/account-words.ts';
import { itemTitle, payloadFacts, stateWords } from '../../queue-view/item-words.ts';
import { printable } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { createPeopleView } from '../../run-view/people-view.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import { logLines } from './log-lines.ts';
import { itemAgain, namedItem, withQueue, type QueueFlags } from './open-queue.ts';

export interface LogsFlags extends QueueFlags {
  readonly follow?: boolean;
  readonly raw?: boolean;
}

/** `ccx queue logs`: what the last run of an item said and did, and with `-f` what it says and does. */
export async function logsCommand(word: string, flags: LogsFlags, terminal: Terminal): Promise<number> {
  const aborting = abortOnSignal();
  const signal = AbortSignal.any([aborting.signal, terminal.stdout.gone]);
  try {
    return await withQueue(flags, terminal, async ({ queue }) => {
      let item = await namedItem(queue, word);
      let shown: string | null = null;
      for (;;) {
        const path = item.progress?.logPath ?? null;
        if (path !== null && path !== shown) {
          await showLog(item, path, { queue, flags, terminal, signal });
          shown = path;
        }
        if (flags.follow !== true || signal.aborted) break;
        item = await itemAgain(queue, item);
        if (item.progress?.logPath !== undefined && item.progress.logPath !== shown) continue;
        if (!isOpen(item)) break;
        await queue.changed(signal);
        item = await itemAgain(queue, item);
      }
      close(item, shown, terminal);
      return aborting.exitCode() ?? (shown === null && item.type !== 'command' ? EXIT.failed : EXIT.done);
    });
  } finally {
    aborting.stop();
  }
}

interface Showing {
  readonly queue: Backlog;
  readonly flags: LogsFlags;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function showLog(item: WorkItem, path: string, { queue, flags, terminal, signal }: Showing): Promise<void> {
  const runs = async (): Promise<boolean> => {
    if (flags.follow !== true) return false;
    const now = await itemAgain(queue, item);
    return now.state === 'running' && now.progress?.logPath === path;
  };
  const lines = logLines(path, runs, signal);
  const parser = flags.raw === true ? null : await logParser(item.progress?.accountId ?? '');
  try {
    if (parser === null) {
      for await (const line of lines) {
        terminal.stdout.write(`${line}\n`);
        await terminal.stdout.drained();
      }
      return;
    }
    await showEvents(lines, parser, item, terminal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    terminal.stderr.write(` ${terminal.symbols.warning} its log is not there any more: ${path}\n`);
  }
}

const STDERR = '[stderr] ';

async function showEvents(
  lines: AsyncIterable<string>,
  parser: NonNullable<Awaited<ReturnType<typeof logParser>>>,
  { payload, progress, startedAt }: WorkItem,
  terminal: Terminal,
): Promise<void> {
  // Tools took as long as they took when it ran.
  let nowMs = startedAt === undefined ? Date.now() : Date.parse(startedAt);
  const called = progress?.profile ?? accountWords(progress?.accountId ?? '', terminal.home);
  const cwd = payloadFacts(payload).cwd ?? '/';
  const view = createPeopleView({ terminal, target: null, called, cwd, quiet: false, nowMs: () => nowMs });
  const show = async (events: readonly AgentEvent[]): Promise<void> => {
    for (const event of events) {
      nowMs = Date.parse(event.at);
      await view.event(event);
    }
  };
  try {
    for await (const line of lines) {
      if (line.startsWith(STDERR)) view.say(printable(line.slice(STDERR.length)));
      else await show(parser.push(Buffer.from(`${line}\n`)));
    }
    await show(parser.end());
  } finally {
    view.stop?.();
  }
}

/** Whether something may still come. */
function isOpen({ state }: WorkItem): boolean {
  return state === 'running' || state === 'waiting' || state === 'delayed';
}

/** Without a log there is still what became of it: a command leaves its output in its result. */
function close(item: WorkItem, shown: string | null, { stdout, stderr, timeZone }: Terminal): void {
  const { result } = item;
  if (item.type === 'command' && typeof result === 'object' && result !== null && 'output' in result) {
    stdout.write(`${printable(String(result.output)).trimEnd()}\n`);
  } else if (shown === null) stderr.write(` #${item.seq} ${itemTitle(item)} has no log: no agent was started for it\n`);
  stderr.write(` #${item.seq} ${stateWords(item, { now: new Date().toISOString(), timeZone })}\n`);
}
