import { textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import { threadId } from '../ids.ts';
import type { Pace, RetryNotice, Sink, TurnEnd } from '../sink.ts';
import { CONTEXT_WINDOW, type Thread, type ThreadParts } from '../thread.ts';
import type { CodexTokens } from '../tokens.ts';
import type { Connection } from './connection.ts';
import { appItem } from './items.ts';
import { sparseLimit } from './read-limits.ts';
import { httpStatus, turnError } from './turn-error.ts';
import { turnObject } from './turn-object.ts';

/** A turn as notifications. */
export class TurnSink implements Sink {
  #connection: Connection;
  #turn: Pick<ThreadParts, 'id' | 'turnId' | 'cwd' | 'machine' | 'signal'>;
  #startedAtMs: number;
  #opened = new Map<string, number>();
  #lastMessage: Line | null = null;

  constructor(connection: Connection, turn: Pick<ThreadParts, 'id' | 'turnId' | 'cwd' | 'machine' | 'signal'>) {
    this.#connection = connection;
    this.#turn = turn;
    this.#startedAtMs = turn.machine.nowMs();
  }

  async began({ parts: { prompt, machine, id, turnId } }: Thread): Promise<void> {
    this.#state({ type: 'active', activeFlags: [] });
    const turn = turnObject({ id: turnId, status: 'inProgress', startedAtMs: this.#startedAtMs });
    this.#connection.notify('turn/started', { threadId: id, turn });
    const content = [{ type: 'text', text: prompt, text_elements: [] }];
    const asked = { type: 'userMessage', id: threadId(machine.nowMs()), clientId: null, content };
    this.#started(asked);
    this.#completed(asked);
  }

  async item(event: 'started' | 'completed', item: Line, id: string, pace?: Pace): Promise<void> {
    const told = appItem(item, { id, cwd: this.#turn.cwd });
    if (told === null) return;
    if (event === 'started') return this.#started(told);
    if (told['type'] === 'agentMessage') await this.#stream(told, pace);
    else if (told['type'] === 'reasoning') this.#think(told);
    this.#completed(told);
  }

  async retrying({ message, cause, info }: RetryNotice): Promise<void> {
    const dropped = { response_stream_disconnected: { http_status_code: httpStatus(info) } };
    const error = { ...turnError({ message, info: dropped }), additionalDetails: cause };
    this.#notify('error', { error, willRetry: true });
  }

  counted(total: CodexTokens, last: CodexTokens): void {
    const tokenUsage = { total: tokenFields(total), last: tokenFields(last), modelContextWindow: CONTEXT_WINDOW };
    this.#notify('thread/tokenUsage/updated', { tokenUsage });
  }

  limited(limits: Line): void {
    this.#connection.notify('account/rateLimits/updated', { rateLimits: sparseLimit(limits) });
  }

  async ended(_thread: Thread, end: TurnEnd): Promise<void> {
    const { id: thread, turnId, machine } = this.#turn;
    const error = end.is === 'failed' ? turnError(end.failure) : null;
    this.#state({ type: error === null ? 'idle' : 'systemError' });
    if (error !== null) this.#notify('error', { error, willRetry: false });
    const status = { done: 'completed', failed: 'failed', interrupted: 'interrupted' }[end.is];
    const items = end.is === 'done' && this.#lastMessage !== null ? [this.#lastMessage] : [];
    const times = { startedAtMs: this.#startedAtMs, completedAtMs: machine.nowMs() };
    const turn = turnObject({ id: turnId, status, items, error, ...times });
    this.#connection.notify('turn/completed', { threadId: thread, turn });
  }

  async line(line: Line): Promise<void> {
    await this.#turn.machine.output.line(JSON.stringify(line));
  }

  #started(item: Line): void {
    const startedAtMs = this.#nowMs();
    this.#opened.set(String(item['id']), startedAtMs);
    this.#notify('item/started', { item: { ...item, startedAtMs, completedAtMs: null }, startedAtMs });
  }

  #completed(item: Line): void {
    const completedAtMs = this.#nowMs();
    const startedAtMs = this.#opened.get(String(item['id'])) ?? completedAtMs;
    const durationMs = item['durationMs'] === 0 ? { durationMs: completedAtMs - startedAtMs } : {};
    const whole = { ...item, ...durationMs, startedAtMs, completedAtMs };
    if (item['type'] === 'agentMessage') this.#lastMessage = whole;
    this.#notify('item/completed', { item: whole, contentTokenCount: null, completedAtMs });
  }

  async #stream(message: Line, { pieceLength = 12, every = 0 }: Pace = {}): Promise<void> {
    const { machine, signal } = this.#turn;
    this.#started({ ...message, text: '' });
    const letters = Array.from(textAt(message, 'text') ?? '');
    for (let at = 0; at < letters.length; at += pieceLength) {
      if (at > 0) await machine.sleep(every, signal);
      const delta = letters.slice(at, at + pieceLength).join('');
      this.#notify('item/agentMessage/delta', { itemId: message['id'], delta });
    }
  }

  #think(thought: Line): void {
    const { id: itemId, summary } = thought;
    this.#started({ ...thought, summary: [] });
    this.#notify('item/reasoning/summaryPartAdded', { itemId, summaryIndex: 0 });
    const delta = Array.isArray(summary) ? summary.join('') : '';
    this.#notify('item/reasoning/summaryTextDelta', { itemId, delta, summaryIndex: 0 });
  }

  #state(status: Line): void {
    this.#connection.notify('thread/status/changed', { threadId: this.#turn.id, status });
  }

  #notify(method: string, params: Line): void {
    const { id, turnId } = this.#turn;
    this.#connection.notify(method, { threadId: id, turnId, ...params });
  }

  #nowMs(): number {
    return Math.round(this.#turn.machine.nowMs());
  }
}

function tokenFields({ input, cached, cacheWrite, output, reasoning }: CodexTokens): Line {
  return {
    totalTokens: input + output,
    inputTokens: input,
    cachedInputTokens: cached,
    cacheWriteInputTokens: cacheWrite,
    outputTokens: output,
    reasoningOutputTokens: reasoning,
  };
}
