import { Interrupted } from '../machine/interrupted.ts';
import type { CallUsage } from '../scenario/scenario.ts';
import type { TextStep, ThinkingStep } from '../scenario/step.ts';
import { stamp, type Conversation } from './conversation.ts';
import { messageId, newUuid, requestId } from './ids.ts';
import type { Line } from './line.ts';
import { callTokens, finalUsage, provisionalUsage } from './money.ts';
import { PartialStream, type StreamedMessage } from './partial-stream.ts';

/** Whose message it is: nothing for the main agent. */
export interface Author {
  readonly parentToolUseId: string | null;
  /** What a subagent's lines carry besides, before the session id and at the end. */
  readonly before: Line;
  readonly after: Line;
}

export const MAIN: Author = { parentToolUseId: null, before: {}, after: {} };

interface OpenMessage extends StreamedMessage {
  readonly request: string;
  readonly pending: { readonly uuid: string; readonly line: Line }[];
}

/**
 * Says what one request to the model answered: one line per content block, all with the same message id. In the
 * transcript the same blocks come when the message is whole, each with the whole message's final usage.
 */
export class MessageWriter {
  #talk: Conversation;
  #author: Author;
  #stream: PartialStream;
  #open: OpenMessage | null = null;

  constructor(talk: Conversation, author: Author = MAIN) {
    this.#talk = talk;
    this.#author = author;
    this.#stream = new PartialStream(talk, author.parentToolUseId);
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** A request is made, unless one is under way. */
  async begin(usage?: CallUsage): Promise<OpenMessage> {
    if (this.#open !== null) return this.#open;
    const { session, machine, scenario, counters } = this.#talk;
    const tokens = callTokens(usage, scenario.usage);
    const open: OpenMessage = { id: messageId(), request: requestId(), tokens, blocks: 0, pending: [] };
    this.#open = open;
    counters.add('calls');
    if (this.#isMain) {
      session.requests += 1;
      session.firstTokenMs ??= machine.nowMs();
    }
    await this.#stream.begin(open, this.#message(open, []));
    return open;
  }

  async text(step: TextStep): Promise<void> {
    const open = await this.begin(step.usage);
    await this.#stream.beginBlock(open, { type: 'text', text: '' });
    const said = await this.#pieces(step.text, step, async (piece) => {
      await this.#stream.delta(open, { type: 'text_delta', text: piece });
    });
    if (this.#isMain) this.#talk.session.said = said.text;
    await this.#say(open, { type: 'text', text: said.text }, said.aborted ? { aborted: true } : {});
    if (said.aborted) throw new Interrupted();
  }

  async thinking(step: ThinkingStep): Promise<void> {
    const open = await this.begin();
    const { machine } = this.#talk;
    await this.#stream.beginBlock(open, { type: 'thinking', thinking: '', signature: '' });
    const startedMs = machine.nowMs();
    const said = await this.#pieces(step.thinking, step, async (piece, soFar) => {
      await this.#estimate(piece, soFar);
      await this.#stream.delta(open, { type: 'thinking_delta', thinking: piece });
    });
    const signature = Buffer.from(open.id).toString('base64');
    await this.#stream.delta(open, { type: 'signature_delta', signature });
    const took = { thinking_duration_ms: Math.round(machine.nowMs() - startedMs), thinking_display: 'updates' };
    await this.#say(open, { type: 'thinking', thinking: said.text, signature }, took);
    if (said.aborted) throw new Interrupted();
  }

  async toolUse(id: string, name: string, input: Line, usage?: CallUsage): Promise<void> {
    const open = await this.begin(usage);
    await this.#stream.beginBlock(open, { type: 'tool_use', id, name, input: {} });
    if (this.#stream.on) {
      for (const partial_json of JSON.stringify(input).match(/.{1,12}/gsu) ?? []) {
        await this.#stream.delta(open, { type: 'input_json_delta', partial_json });
      }
    }
    await this.#say(open, { type: 'tool_use', id, name, input });
  }

  /** The message is whole: its tokens count and the transcript gets it. */
  async close(stopReason: 'end_turn' | 'tool_use'): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    await this.#stream.end(open, stopReason);
    this.#talk.session.pay(open.tokens, this.#isMain);
    if (!this.#isMain) return;
    this.#talk.session.stopReason = stopReason;
    this.#record(open, stopReason);
  }

  /** The message was cut off: what was streamed of it ends, its tokens count. */
  async abandon(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    await this.#stream.abandon(open);
    this.#talk.session.pay(open.tokens, this.#isMain);
  }

  get #isMain(): boolean {
    return this.#author.parentToolUseId === null;
  }

  #message(open: OpenMessage, content: readonly unknown[]): Line {
    const { model } = this.#talk.session;
    const { id } = open;
    return { id, type: 'message', role: 'assistant', model, content, stop_reason: null, stop_sequence: null };
  }

  #record(open: OpenMessage, stopReason: string): void {
    const { session, transcript, options, machine } = this.#talk;
    const effort = options.effort ?? 'medium';
    for (const [index, { uuid, line }] of open.pending.entries()) {
      const message = { ...line, stop_reason: stopReason, usage: finalUsage(open.tokens), stop_details: null };
      const asked = { requestId: open.request, requestedModel: session.model, promptCacheRequested: '5m' };
      transcript.entry(
        { message, apiBlockIndex: index, ...asked, type: 'assistant', uuid, timestamp: stamp(machine) },
        { effort, perTurnEffort: effort, madeBy: 'model' },
      );
    }
  }

  /** Gives a text piece by piece where somebody listens or time passes; an interrupt leaves what was said by then. */
  async #pieces(
    text: string,
    { pieceLength = 12, every }: Pick<TextStep, 'pieceLength' | 'every'>,
    say: (piece: string, soFar: string) => Promise<void>,
  ): Promise<{ readonly text: string; readonly aborted: boolean }> {
    const letters = Array.from(text);
    let said = '';
    try {
      for (let from = 0; from < letters.length; from += pieceLength) {
        const piece = letters.slice(from, from + pieceLength).join('');
        if (every !== undefined) await this.#talk.machine.sleep(every, this.#talk.signal);
        await say(piece, said);
        said += piece;
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      return { text: said, aborted: true };
    }
    return { text, aborted: false };
  }

  async #estimate(piece: string, soFar: string): Promise<void> {
    const before = Math.ceil(soFar.length / 4);
    const after = Math.ceil((soFar.length + piece.length) / 4);
    const tokens = { estimated_tokens: after, estimated_tokens_delta: after - before };
    const ids = { session_id: this.#talk.session.id, uuid: newUuid() };
    await this.#talk.sink.line({ type: 'system', subtype: 'thinking_tokens', ...tokens, ...ids });
  }

  async #say(open: OpenMessage, block: Line, extra: Line = {}): Promise<void> {
    const { session, machine, sink } = this.#talk;
    const uuid = newUuid();
    const plain = this.#message(open, [block]);
    open.pending.push({ uuid, line: plain });
    await sink.line({
      type: 'assistant',
      message: { ...plain, usage: provisionalUsage(open.tokens), context_management: null },
      parent_tool_use_id: this.#author.parentToolUseId,
      ...this.#author.before,
      session_id: session.id,
      uuid,
      timestamp: stamp(machine),
      request_id: open.request,
      ...this.#author.after,
      ...extra,
    });
    // Observed: the block of a cut-off text ends after the line that says so.
    if (extra['aborted'] !== true) await this.#stream.endBlock(open, open.blocks);
    open.blocks += 1;
  }
}
