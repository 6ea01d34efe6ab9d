import { relative } from 'node:path';
import { textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import type { Machine } from '../../machine/machine.ts';
import type { RetryNotice, Sink, TurnEnd } from '../sink.ts';
import { clock } from './reset-words.ts';

const SHOWN = 3;

/** A turn as the cells of the screen. */
export class ScreenSink implements Sink {
  #machine: Machine;
  #cwd: string;
  #startedAtMs: number;
  #show: (cell: readonly string[]) => void;
  /** What the working line says. */
  #busy: (words: string) => void;
  #limits: (limits: Line) => void;

  constructor(
    machine: Machine,
    on: {
      readonly cwd: string;
      readonly show: (cell: readonly string[]) => void;
      readonly busy: (words: string) => void;
      readonly limits: (limits: Line) => void;
    },
  ) {
    this.#machine = machine;
    this.#cwd = on.cwd;
    this.#startedAtMs = machine.nowMs();
    this.#show = on.show;
    this.#busy = on.busy;
    this.#limits = on.limits;
  }

  async began(): Promise<void> {
    this.#busy('Working');
  }

  async item(event: 'started' | 'completed', item: Line): Promise<void> {
    const cell = event === 'completed' ? cellOf(item, this.#cwd) : null;
    if (cell !== null) this.#show(cell);
  }

  async retrying({ message }: RetryNotice): Promise<void> {
    this.#busy(message);
  }

  counted(): void {
    // The screen tells of tokens only when it is asked.
  }

  limited(limits: Line): void {
    this.#limits(limits);
  }

  async ended(_thread: unknown, end: TurnEnd): Promise<void> {
    if (end.is === 'failed') return this.#show([`■ ${end.failure.message}`]);
    if (end.is === 'interrupted') {
      return this.#show(['■ Conversation interrupted - use /feedback if something went wrong']);
    }
    const nowMs = this.#machine.nowMs();
    const seconds = Math.floor((nowMs - this.#startedAtMs) / 1000);
    this.#show([`  Worked for ${seconds < 1 ? '<1' : seconds}s • ${clock(nowMs)}`]);
  }

  async line(): Promise<void> {
    // A line of the stream has no place on the screen.
  }
}

/** As seen, but edits without their lines; calls of servers have the same shape. Thoughts are not shown. */
function cellOf(item: Line, cwd: string): readonly string[] | null {
  switch (item['type']) {
    case 'agent_message':
      return (textAt(item, 'text') ?? '').split('\n').map((line, index) => `${index === 0 ? '•' : ' '} ${line}`);
    case 'command_execution':
      return commandCell(item);
    case 'file_change': {
      const changes = Array.isArray(item['changes']) ? item['changes'] : [];
      return changes.map((change: Line) => {
        const path = relative(cwd, String(change['path']));
        return `• ${change['kind'] === 'add' ? 'Added' : 'Edited'} ${path}`;
      });
    }
    case 'mcp_tool_call':
      return [`• Called ${String(item['server'])}.${String(item['tool'])}(${JSON.stringify(item['arguments'])})`];
    default:
      return null;
  }
}

function commandCell(item: Line): readonly string[] {
  const command = (textAt(item, 'command') ?? '').replace(/^\/bin\/bash -lc (['"]?)(.*)\1$/s, '$2');
  const code = item['exit_code'];
  const said = (textAt(item, 'aggregated_output') ?? '').split('\n').filter((line) => line !== '');
  const lines = said.length === 0 ? ['(no output)'] : said;
  const hidden = Math.max(0, lines.length - SHOWN);
  const shown = lines.slice(hidden).map((line, index) => `  ${index === 0 ? '└' : ' '} ${line}`);
  const more = hidden === 0 ? [] : [`    + ${hidden} ${hidden === 1 ? 'line' : 'lines'} (^t to expand)`];
  return [
    `• ${code === 0 ? 'Ran' : `Exited (status ${String(code)})`} ${command.split('\n')[0] ?? ''}`,
    ...shown,
    ...more,
  ];
}
