import type { Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import type { Line } from './line.ts';
import { finalUsage, provisionalUsage, type Tokens } from './money.ts';

/** What a stream event needs to know of its message. */
export interface StreamedMessage {
  readonly id: string;
  readonly tokens: Tokens;
  blocks: number;
}

/** Thinking carries how it is to be shown. */
const SHOWN = { thinking_display: 'updates' };

/** The lines that `--include-partial-messages` adds; without it nothing is said. */
export class PartialStream {
  readonly on: boolean;
  #talk: Conversation;
  #parent: string | null;

  constructor(talk: Conversation, parentToolUseId: string | null) {
    this.on = talk.options.partialMessages && (parentToolUseId === null || talk.options.forwardSubagentText);
    this.#talk = talk;
    this.#parent = parentToolUseId;
  }

  async begin(of: StreamedMessage, message: Line): Promise<void> {
    const { session, machine, sink } = this.#talk;
    if (!this.on) return;
    await sink.line({
      type: 'system',
      subtype: 'status',
      status: 'requesting',
      session_id: session.id,
      uuid: newUuid(),
    });
    const event = { type: 'message_start', message: { ...message, usage: provisionalUsage(of.tokens) } };
    await this.#event(of, event, { ttft_ms: Math.round(machine.nowMs() - session.turnStartedMs), ...SHOWN });
  }

  async beginBlock(of: StreamedMessage, block: Line): Promise<void> {
    const event = { type: 'content_block_start', index: of.blocks, content_block: block };
    await this.#event(of, event, block['type'] === 'thinking' ? SHOWN : {});
  }

  async delta(of: StreamedMessage, delta: Line): Promise<void> {
    const event = { type: 'content_block_delta', index: of.blocks, delta };
    await this.#event(of, event, delta['type'] === 'thinking_delta' ? SHOWN : {});
  }

  async endBlock(of: StreamedMessage, index: number): Promise<void> {
    await this.#event(of, { type: 'content_block_stop', index });
  }

  async end(of: StreamedMessage, stopReason: string | null): Promise<void> {
    const delta = { stop_reason: stopReason, stop_sequence: null };
    await this.#event(of, { type: 'message_delta', delta, usage: { output_tokens: of.tokens.output } });
    await this.#event(of, { type: 'message_stop' });
  }

  /** The message was cut off. */
  async abandon(of: StreamedMessage): Promise<void> {
    await this.endBlock(of, Math.max(0, of.blocks - 1));
    const delta = { container: null, stop_details: null, stop_reason: null, stop_sequence: null };
    await this.#event(of, { type: 'message_delta', context_management: null, delta, usage: finalUsage(of.tokens) });
    const abandoned_blocks = { api_message_id: of.id, from_block_index: of.blocks };
    await this.#event(of, { type: 'message_stop' }, {}, { abandoned_blocks });
  }

  async #event(of: StreamedMessage, event: Line, extra: Line = {}, last: Line = {}): Promise<void> {
    if (!this.on) return;
    const ids = { session_id: this.#talk.session.id, parent_tool_use_id: this.#parent, uuid: newUuid() };
    await this.#talk.sink.line({ type: 'stream_event', event, ...ids, ...extra, api_message_id: of.id, ...last });
  }
}
