import { writeFileSync } from 'node:fs';
import { textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';
import type { RetryNotice, Sink, TurnEnd } from './sink.ts';
import type { Thread } from './thread.ts';
import { tokenFields } from './tokens.ts';

/** How `codex exec` speaks: JSON lines on stdout, or a transcript on stderr and the last message on stdout. */
export class ExecSink implements Sink {
  #machine: Machine;
  #json: boolean;
  #lastMessageFile: string | null;
  #cwd = '';

  constructor(machine: Machine, { json, lastMessageFile }: { json: boolean; lastMessageFile: string | null }) {
    this.#machine = machine;
    this.#json = json;
    this.#lastMessageFile = lastMessageFile;
  }

  async began(thread: Thread): Promise<void> {
    const { parts } = thread;
    this.#cwd = parts.cwd;
    await this.#say(banner(thread));
    await this.line({ type: 'thread.started', thread_id: parts.id });
    if (!/^gpt-5|^codex/.test(parts.model)) {
      const message = `Model metadata for \`${parts.model}\` not found. Defaulting to fallback metadata; this can degrade performance and cause issues.`;
      await this.item('completed', { id: thread.nextItem(), type: 'error', message });
    }
    await this.line({ type: 'turn.started' });
  }

  async item(event: 'started' | 'completed', item: Line): Promise<void> {
    await this.line({ type: `item.${event}`, item });
    const words = itemWords(event, item, this.#cwd);
    if (words !== null) await this.#say(words);
  }

  async retrying({ message, cause }: RetryNotice): Promise<void> {
    await this.#error(`${message} (${cause})`);
  }

  counted(): void {
    // The sum comes with the end of the turn.
  }

  limited(): void {
    // Observed: nothing on stdout tells of limits.
  }

  async ended({ tokens, said }: Thread, end: TurnEnd): Promise<void> {
    // Observed: after an interrupt stdout just stops.
    if (end.is === 'interrupted') return;
    if (end.is === 'failed') {
      const { message } = end.failure;
      await this.#error(message);
      await this.line({ type: 'turn.failed', error: { message } });
      // Observed: told once as it happens and once at the end.
      await this.#say(`ERROR: ${message}`);
    } else await this.line({ type: 'turn.completed', usage: tokenFields(tokens) });
    await this.#say(`tokens used\n${(tokens.input - tokens.cached + tokens.output).toLocaleString('en-US')}`);
    if (end.is === 'failed') return;
    if (!this.#json && said !== null) await this.#machine.output.line(said);
    if (this.#lastMessageFile !== null) writeFileSync(this.#lastMessageFile, said ?? '');
  }

  async line(line: Line): Promise<void> {
    if (this.#json) await this.#machine.output.line(JSON.stringify(line));
  }

  /** What only people see. */
  async #say(text: string): Promise<void> {
    if (!this.#json) await this.#machine.stderr(`${text}\n`);
  }

  async #error(message: string): Promise<void> {
    await this.line({ type: 'error', message });
    await this.#say(`ERROR: ${message}`);
  }
}

function banner({ parts }: Thread): string {
  const { version, cwd, model, sandbox, id, prompt } = parts;
  const facts = [
    `workdir: ${cwd}`,
    `model: ${model}`,
    'provider: openai',
    'approval: never',
    `sandbox: ${sandbox}`,
    'reasoning effort: none',
    'reasoning summaries: none',
    `session id: ${id}`,
  ];
  return [`OpenAI Codex v${version}`, '--------', ...facts, '--------', 'user', prompt].join('\n');
}

/** An item in the transcript for people; `null` where the real one says nothing. */
function itemWords(event: 'started' | 'completed', item: Line, cwd: string): string | null {
  const kind = textAt(item, 'type');
  if (kind === 'command_execution') {
    if (event === 'started') return `exec\n${textAt(item, 'command') ?? ''} in ${cwd}`;
    const code = item['exit_code'];
    return ` ${code === 0 ? 'succeeded' : `exited ${String(code)}`} in 0ms:\n${textAt(item, 'aggregated_output') ?? ''}`;
  }
  if (event === 'started') return null;
  if (kind === 'reasoning') return textAt(item, 'text');
  if (kind === 'agent_message') return `codex\n${textAt(item, 'text') ?? ''}`;
  if (kind === 'error') return `warning: ${textAt(item, 'message') ?? ''}`;
  if (kind !== 'file_change') return `${kind ?? ''}: ${String(item['status'])}`;
  const changes = Array.isArray(item['changes']) ? item['changes'] : [];
  const paths = changes.map((change: Line) => String(change['path']));
  return ['apply patch', `patch: ${String(item['status'])}`, ...paths, ''].join('\n');
}
