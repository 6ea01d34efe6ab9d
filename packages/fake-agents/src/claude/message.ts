import { Interrupted } from '../machine/interrupted.ts';
import type { CallUsage } from '../scenario/scenario.ts';
import type { TextStep, ThinkingStep } from '../scenario/step.ts';
import { stamp, type Conversation } from './conversation.ts';
import { messageId, newUuid, requestId } from './ids.ts';
import type { Line } from './line.ts';
import { callTokens, finalUsage, provisionalUsage, type Tokens } from './money.ts';

/** Whose message it is: nothing for the main agent. */
export interface Author {
  readonly parentToolUseId: string | null;
  /** What a subagent's lines carry besides. */
  readonly before: Line;
  readonly after: Line;
}

export const MAIN: Author = { parentToolUseId: null, before: {}, after: {} };

interface OpenMessage {
  readonly id: string;
  readonly request: string;
  readonly tokens: Tokens;
  blocks: number;
  readonly pending: { readonly uuid: string; readonly line: Line }[];
}

/**
 * Says what one request to the model answered: one line per content block, all with the same message id; in the
 * transcript the same blocks come when the message is whole, each with the whole message's final usage.
 */
export class MessageWriter {
  #talk: Conversation;
  #author: Author;
  #open: OpenMessage | null = null;

  constructor(talk: Conversation, author: Author = MAIN) {
    this.#talk = talk;
    this.#author = author;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  async begin(usage?: CallUsage): Promise<OpenMessage> {
    if (this.#open !== null) return this.#open;
    const { session, machine, scenario, counters } = this.#talk;
    const tokens = callTokens(usage, scenario.usage);
    const open: OpenMessage = { id: messageId(), request: requestId(), tokens, blocks: 0, pending: [] };
    this.#open = open;
    counters.add('calls');
    if (this.#author.parentToolUseId === null) {
      session.requests += 1;
      session.firstTokenMs ??= machine.nowMs();
    }
    if (this.#partial) {
      await this.#emit({
        type: 'system',
        subtype: 'status',
        status: 'requesting',
        session_id: session.id,
        uuid: newUuid(),
      });
      const message = { ...this.#message(open, []), usage: provisionalUsage(tokens) };
      await this.#event(
        { type: 'message_start', message },
        { ttft_ms: Math.round(machine.nowMs() - session.turnStartedMs), thinking_display: 'updates' },
      );
    }
    return open;
  }

  async text(step: TextStep): Promise<void> {
    const open = await this.begin(step.usage);
    await this.#block(open, { type: 'text', text: '' });
    const said = await this.#pieces(step.text, step, { type: 'text_delta', key: 'text' });
    if (this.#author.parentToolUseId === null) this.#talk.session.said = said.text;
    await this.#say(open, { type: 'text', text: said.text }, said.aborted ? { aborted: true } : {});
    if (said.aborted) throw new Interrupted();
  }

  async thinking(step: ThinkingStep): Promise<void> {
    const open = await this.begin();
    await this.#block(open, { type: 'thinking', thinking: '', signature: '' });
    const started = this.#talk.machine.nowMs();
    const said = await this.#pieces(step.thinking, step, { type: 'thinking_delta', key: 'thinking' });
    const signature = Buffer.from(open.id).toString('base64');
    if (this.#partial) await this.#delta(open, { type: 'signature_delta', signature });
    const took = Math.round(this.#talk.machine.nowMs() - started);
    await this.#say(
      open,
      { type: 'thinking', thinking: said.text, signature },
      { thinking_duration_ms: took, thinking_display: 'updates' },
    );
    if (said.aborted) throw new Interrupted();
  }

  async toolUse(id: string, name: string, input: Line, usage?: CallUsage): Promise<void> {
    const open = await this.begin(usage);
    await this.#block(open, { type: 'tool_use', id, name, input: {} });
    if (this.#partial) {
      for (const piece of JSON.stringify(input).match(/.{1,12}/gsu) ?? []) {
        await this.#delta(open, { type: 'input_json_delta', partial_json: piece });
      }
    }
    await this.#say(open, { type: 'tool_use', id, name, input });
  }

  /** The message is whole: its tokens count and the transcript gets it. */
  async close(stopReason: 'end_turn' | 'tool_use' | 'max_tokens' | null): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    const { session, transcript, options } = this.#talk;
    if (this.#partial) {
      await this.#event(
        {
          type: 'message_delta',
          delta: { stop_reason: stopReason, stop_sequence: null },
          usage: { output_tokens: open.tokens.output },
        },
        {},
        open,
      );
      await this.#event({ type: 'message_stop' }, {}, open);
    }
    const main = this.#author.parentToolUseId === null;
    session.pay(open.tokens, main);
    if (!main) return;
    session.stopReason = stopReason;
    for (const [index, { uuid, line }] of open.pending.entries()) {
      const message = { ...line, stop_reason: stopReason, usage: finalUsage(open.tokens), stop_details: null };
      const asked = { requestId: open.request, requestedModel: session.model, promptCacheRequested: '5m' };
      const effort = options.effort ?? 'medium';
      transcript.entry(
        { message, apiBlockIndex: index, ...asked, type: 'assistant', uuid, timestamp: stamp(this.#talk.machine) },
        { effort, perTurnEffort: effort, madeBy: 'model' },
      );
    }
  }

  /** The message was cut off: what was streamed of it ends, its tokens count. */
  async abandon(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    if (this.#partial) {
      await this.#event({ type: 'content_block_stop', index: Math.max(0, open.blocks - 1) }, {}, open);
      const delta = { container: null, stop_details: null, stop_reason: null, stop_sequence: null };
      await this.#event(
        { type: 'message_delta', context_management: null, delta, usage: finalUsage(open.tokens) },
        {},
        open,
      );
      const abandoned = { api_message_id: open.id, from_block_index: open.blocks };
      await this.#event({ type: 'message_stop' }, { abandoned_blocks: abandoned }, open);
    }
    this.#talk.session.pay(open.tokens, this.#author.parentToolUseId === null);
  }

  get #partial(): boolean {
    const { options } = this.#talk;
    return options.partialMessages && (this.#author.parentToolUseId === null || options.forwardSubagentText);
  }

  #message(open: OpenMessage, content: readonly unknown[]): Line {
    const { session } = this.#talk;
    return {
      id: open.id,
      type: 'message',
      role: 'assistant',
      model: session.model,
      content,
      stop_reason: null,
      stop_sequence: null,
    };
  }

  async #block(open: OpenMessage, block: Line): Promise<void> {
    if (this.#partial) await this.#event({ type: 'content_block_start', index: open.blocks, content_block: block });
  }

  async #delta(open: OpenMessage, delta: Line): Promise<void> {
    await this.#event({ type: 'content_block_delta', index: open.blocks, delta });
  }

  async #pieces(
    text: string,
    pace: Pick<TextStep, 'pieceLength' | 'every'>,
    kind: { readonly type: string; readonly key: 'text' | 'thinking' },
  ): Promise<{ readonly text: string; readonly aborted: boolean }> {
    const open = await this.begin();
    const { machine, session } = this.#talk;
    if (!this.#partial && pace.every === undefined && kind.key === 'text') return { text, aborted: false };
    const letters = Array.from(text);
    const length = pace.pieceLength ?? 12;
    let said = '';
    try {
      for (let from = 0; from < letters.length; from += length) {
        const piece = letters.slice(from, from + length).join('');
        if (pace.every !== undefined) await machine.sleep(pace.every, this.#talk.signal);
        if (kind.key === 'thinking') {
          const delta = Math.ceil(piece.length / 4);
          const estimated = Math.ceil((said.length + piece.length) / 4);
          const line = {
            type: 'system',
            subtype: 'thinking_tokens',
            estimated_tokens: estimated,
            estimated_tokens_delta: delta,
          };
          await this.#emit({ ...line, session_id: session.id, uuid: newUuid() });
        }
        if (this.#partial) await this.#delta(open, { type: kind.type, [kind.key]: piece });
        said += piece;
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      return { text: said, aborted: true };
    }
    return { text, aborted: false };
  }

  async #say(open: OpenMessage, block: Line, extra: Line = {}): Promise<void> {
    const { session, machine } = this.#talk;
    const uuid = newUuid();
    const message = { ...this.#message(open, [block]), usage: provisionalUsage(open.tokens), context_management: null };
    open.pending.push({ uuid, line: this.#message(open, [block]) });
    await this.#emit({
      type: 'assistant',
      message,
      parent_tool_use_id: this.#author.parentToolUseId,
      ...this.#author.before,
      session_id: session.id,
      uuid,
      timestamp: stamp(machine),
      request_id: open.request,
      ...this.#author.after,
      ...extra,
    });
    if (this.#partial && extra['aborted'] !== true)
      await this.#event({ type: 'content_block_stop', index: open.blocks });
    open.blocks += 1;
  }

  async #event(event: Line, extra: Line = {}, of: OpenMessage | null = this.#open): Promise<void> {
    const { session } = this.#talk;
    const ids = { session_id: session.id, parent_tool_use_id: this.#author.parentToolUseId, uuid: newUuid() };
    const { abandoned_blocks: abandoned, ...rest } = extra;
    const late = abandoned === undefined ? {} : { abandoned_blocks: abandoned };
    await this.#emit({ type: 'stream_event', event, ...ids, ...rest, api_message_id: of?.id ?? null, ...late });
  }

  async #emit(line: Line): Promise<void> {
    await this.#talk.sink.line(line);
  }
}
