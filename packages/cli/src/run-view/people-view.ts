import type { AgentEvent, RunResult, RunTarget } from '@ccx/contracts';
import { targetName } from '../render/account-name.ts';
import { count } from '../render/count.ts';
import { cutMiddle } from '../render/cut.ts';
import { duration } from '../render/duration.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { answerOf, closingLines, isRemarkable } from './closing.ts';
import { limitWords } from './limit-words.ts';
import { startLiveLine } from './live-line.ts';
import type { RunView } from './run-view.ts';
import { createTextWriter } from './text-writer.ts';
import { toolSubject, type ToolSubject } from './tool-line.ts';

interface PendingTool {
  readonly tool: string;
  readonly subject: ToolSubject;
  readonly startedMs: number;
}

export interface PeopleViewOptions {
  readonly terminal: Terminal;
  /** On whom the run begins; `null`: that is chosen first. */
  readonly target: RunTarget | null;
  /** What the account is called on which it runs, where no more is known of it. */
  readonly called?: string;
  readonly cwd: string;
  readonly quiet: boolean;
  readonly nowMs?: () => number;
}

/**
 * A run on a terminal: text as it arrives, one line per tool when it is done, a live line below, a closing summary.
 * Text goes to stdout, everything else to stderr.
 */
export function createPeopleView({
  terminal,
  target,
  called = '',
  cwd,
  quiet,
  nowMs = Date.now,
}: PeopleViewOptions): RunView {
  const { stdout, stderr, symbols } = terminal;
  const { colors } = stderr;
  const startedMs = nowMs();
  const text = createTextWriter((piece) => stdout.write(piece), stdout.columns);
  const pending = new Map<string, PendingTool>();
  let name = target === null ? called : targetName(target, terminal.home);
  /** What ccx said when it happened, which need not be said again at the end. */
  const told = new Set<string>();
  let saidStart = false;
  let saidText = false;
  let pieces = false;
  let output = 0;
  let retrying: string | null = null;
  let waiting: (() => string) | null = null;

  const live = startLiveLine(stderr, symbols.ellipsis, () => {
    if (text.midLine) return null;
    const running = [...pending.values()].at(-1);
    if (waiting !== null) return colors.dim(` ${symbols.waiting} ${waiting()}`);
    const begun = name === '' ? 'looking for room' : 'working';
    const doing = retrying ?? (running === undefined ? begun : `${running.tool} ${running.subject.text}`);
    const spent = output > 0 ? ` ${symbols.separator} ${count(output)} out` : '';
    return colors.dim(` ${symbols.waiting} ${duration(nowMs() - startedMs)} ${symbols.separator} ${doing}${spent}`);
  });
  const line = (words: string): void =>
    live.above(() => {
      text.endLine();
      if (!quiet) stderr.write(`${words}\n`);
    });

  const toolLine = (done: PendingTool, ok: boolean): void => {
    const ms = nowMs() - done.startedMs;
    const { change } = done.subject;
    const tail = [
      change === null ? '' : `+${change.added} -${change.removed}`,
      ok ? '' : colors.red(symbols.failed),
      ms >= 1000 ? `${ok ? `${symbols.done} ` : ''}${duration(ms)}` : '',
    ].filter((part) => part !== '');
    const room = stderr.columns() - 24 - done.tool.length;
    const head = `   ${done.tool.padEnd(6)} ${cutMiddle(done.subject.text, Math.max(room, 20), symbols.ellipsis)}`;
    line(colors.dim([head.trimEnd(), ...tail].join('  ')));
  };

  return {
    readsEvents: true,
    waiting: (words) => {
      waiting = words;
    },
    attempt: ({ target: next }) => {
      waiting = null;
      name = targetName(next, terminal.home);
      saidStart = false;
      pieces = false;
      pending.clear();
    },
    event: async (event: AgentEvent) => {
      if (event.type !== 'retry') retrying = null;
      switch (event.type) {
        case 'started':
          if (!saidStart) {
            const parts = [
              name === '' ? null : name,
              event.model,
              event.sessionId === null ? null : `session ${event.sessionId.slice(0, 8)}`,
            ];
            line(colors.dim(` ${parts.filter((part) => part !== null).join(` ${symbols.separator} `)}`));
          }
          saidStart = true;
          break;
        case 'text':
          // A subagent's words are not the answer; a whole text after its pieces was shown already.
          if (event.parentToolUseId !== null) break;
          saidText = true;
          if (event.delta || !pieces) live.above(() => text.piece(event.text));
          if (!event.delta) {
            live.above(() => text.endLine());
            pieces = false;
          } else pieces = true;
          break;
        case 'tool-call':
          if (event.parentToolUseId === null) {
            pending.set(event.id, { tool: event.tool, subject: toolSubject(event.input, cwd), startedMs: nowMs() });
          }
          break;
        case 'tool-result': {
          const done = pending.get(event.id);
          pending.delete(event.id);
          if (done !== undefined) toolLine(done, event.ok);
          break;
        }
        case 'usage':
          if (event.final && event.covers === 'call') output += event.usage.output;
          break;
        case 'limit':
          // A limit that ends the run is told with its end.
          if (event.limit.verdict === 'warn' || event.limit.usingExtra) {
            line(` ${colors.yellow(symbols.warning)} ${limitWords(event.limit, name, terminal, event.at)}`);
          }
          break;
        case 'denied':
          line(` ${colors.yellow(symbols.warning)} ${event.tool} was not allowed: ${printableLine(event.reason)}`);
          break;
        case 'retry':
          retrying = `the agent tries again (${event.cause}${event.attempt === null ? '' : `, attempt ${event.attempt}`})`;
          break;
        case 'compacted':
          line(colors.dim(` ${symbols.separator} the agent summarised its conversation to make room`));
          break;
        case 'notice':
          // What the agent says of itself stands in its log.
          if (event.raw === '') {
            line(` ${colors.yellow(symbols.warning)} ${printableLine(event.text)}`);
            told.add(event.text);
          }
          break;
        case 'thinking':
        case 'task':
        case 'state':
        case 'result':
        case 'unknown':
        case 'malformed':
          break;
      }
      await stdout.drained();
    },
    abandoned: terminal.stdout.closed,
    say: (words) => line(` ${words}`),
    stop: () => live.stop(),
    ended: (result: RunResult) => {
      live.stop();
      text.endLine();
      // An agent without a stream says its answer only with its result.
      if (!saidText) {
        text.piece(answerOf(result));
        text.endLine();
      }
      if (quiet && !isRemarkable(result)) return;
      const now = new Date(nowMs()).toISOString();
      const gap = quiet ? '' : '\n';
      const warnings = result.last.warnings.filter((text) => quiet || !told.has(text));
      const rest = { ...result, last: { ...result.last, warnings } };
      stderr.write(`${gap}${closingLines(rest, terminal, now).join('\n')}\n`);
    },
  };
}
