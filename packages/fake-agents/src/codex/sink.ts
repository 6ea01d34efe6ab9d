import { textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';

/** Where the run speaks: JSON lines on stdout, or a transcript on stderr and the last message on stdout. */
export class Sink {
  #machine: Machine;
  #json: boolean;

  constructor(machine: Machine, json: boolean) {
    this.#machine = machine;
    this.#json = json;
  }

  async line(line: Line): Promise<void> {
    if (this.#json) await this.#machine.output.line(JSON.stringify(line));
  }

  /** What only people see. */
  async say(text: string): Promise<void> {
    if (!this.#json) await this.#machine.stderr(`${text}\n`);
  }

  async item(event: 'started' | 'completed', item: Line): Promise<void> {
    await this.line({ type: `item.${event}`, item });
    await this.say(itemWords(event, item));
  }

  async error(message: string): Promise<void> {
    await this.line({ type: 'error', message });
    await this.say(`ERROR: ${message}`);
  }

  /** Without `--json` the last message is all of stdout. */
  async last(message: string | null): Promise<void> {
    if (!this.#json && message !== null) await this.#machine.output.line(message);
  }
}

function itemWords(event: 'started' | 'completed', item: Line): string {
  const kind = textAt(item, 'type');
  if (event === 'started')
    return kind === 'command_execution' ? `exec\n${textAt(item, 'command') ?? ''}` : `${kind ?? ''}`;
  if (kind === 'reasoning') return textAt(item, 'text') ?? '';
  if (kind === 'agent_message') return `codex\n${textAt(item, 'text') ?? ''}`;
  if (kind === 'error') return `warning: ${textAt(item, 'message') ?? ''}`;
  if (kind === 'command_execution')
    return ` ${String(item['status'])} with ${String(item['exit_code'])}:\n${textAt(item, 'aggregated_output') ?? ''}`;
  return ` ${String(item['status'])}`;
}
