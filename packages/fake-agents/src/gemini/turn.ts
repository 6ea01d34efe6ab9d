import type { Line } from '../claude/line.ts';
import { newUuid } from '../claude/ids.ts';
import type { Machine } from '../machine/machine.ts';
import type { Counters } from '../scenario/counters.ts';
import type { CallUsage, Scenario } from '../scenario/scenario.ts';
import type { ChatLog } from './chat-log.ts';
import type { GeminiLogin } from './login.ts';
import { AUTO, autoModels } from './models.ts';
import type { GeminiOptions } from './options.ts';
import type { Sink } from './sink.ts';
import { requestTokens, totalOf, type GeminiTokens, type Stats } from './stats.ts';

/** What a turn is made of. */
export interface TurnParts {
  readonly machine: Machine;
  readonly scenario: Scenario;
  readonly options: GeminiOptions;
  readonly login: GeminiLogin;
  readonly sessionId: string;
  /** `auto`, or the model that was asked for. */
  readonly model: string;
  /** Prompts of the session before this one. */
  readonly turns: number;
  readonly prompt: string;
  /** Requests that one run may make; negative: as many as it likes. */
  readonly maxRequests: number;
  /** How often a request is made before it counts as failed. */
  readonly attempts: number;
  readonly log: ChatLog;
  readonly stats: Stats;
  readonly sink: Sink;
  readonly counters: Counters;
  readonly signal: AbortSignal;
}

/** A request to the model under way. */
interface Request {
  readonly startedMs: number;
  tokens: GeminiTokens;
  content: string;
  readonly thoughts: Line[];
}

/** The answer to one prompt as it comes. */
export class Turn {
  readonly parts: TurnParts;
  /** The model that answers, also where the CLI chooses it. */
  readonly model: string;
  /** Whether anything was said or done. */
  answered = false;
  #request: Request | null = null;
  #requests = 0;
  #results: readonly Line[] = [];
  #routed: boolean;

  constructor(parts: TurnParts) {
    this.parts = parts;
    this.#routed = parts.model !== AUTO;
    this.model = this.#routed ? parts.model : autoModels(parts.login).main;
  }

  /** A request to the model is made, unless one is under way; `false`: the run may make no more. */
  begin(usage?: CallUsage): boolean {
    if (this.#request !== null && usage === undefined) return true;
    const { scenario, counters, machine, maxRequests } = this.parts;
    if (this.#request === null) {
      if (maxRequests >= 0 && this.#requests >= maxRequests) return false;
      this.#requests += 1;
      this.#ask();
      counters.add('calls');
    }
    const { content = '', thoughts = [], startedMs = machine.nowMs() } = this.#request ?? {};
    this.#request = { startedMs, tokens: requestTokens(usage, scenario.usage), content, thoughts };
    return true;
  }

  /** What tools gave: it goes with the next request, and is written when that is made. */
  results(content: readonly Line[]): void {
    this.#results = content;
  }

  said(piece: string): void {
    this.answered = true;
    if (this.#request !== null) this.#request.content += piece;
  }

  /** `**Subject** the rest` is how the model heads a thought. Thoughts cost tokens that count in the total alone. */
  thought(text: string): void {
    const request = this.#request;
    if (request === null) return;
    const [, subject = '', rest = text] = /^\*\*(.+?)\*\*\s*([\s\S]*)$/.exec(text) ?? [];
    request.thoughts.push({ subject, description: rest, timestamp: this.parts.log.stamp() });
    request.tokens = { ...request.tokens, thoughts: request.tokens.thoughts + Math.ceil(text.length / 4) };
  }

  /** The request is answered: its tokens count. Gives the message that was written to the session's file. */
  end(): Line | null {
    const request = this.#count();
    if (request === null) return null;
    const { log } = this.parts;
    const { tokens, content, thoughts } = request;
    const message = {
      id: newUuid(),
      timestamp: log.stamp(),
      type: 'gemini',
      content: content.trim(),
      thoughts,
      tokens: {
        input: tokens.prompt,
        output: tokens.output,
        cached: tokens.cached,
        thoughts: tokens.thoughts,
        tool: 0,
        total: totalOf(tokens),
      },
      model: this.model,
    };
    log.message(message);
    return message;
  }

  /** The request is answered by nothing, which costs tokens all the same. */
  endEmpty(): void {
    this.#count();
  }

  #count(): Request | null {
    const request = this.#request;
    this.#request = null;
    const { stats, machine } = this.parts;
    if (request !== null) {
      stats.answered(this.model, 'main', request.tokens, Math.round(machine.nowMs() - request.startedMs));
    }
    return request;
  }

  /** The service did not answer a request. */
  fail(): void {
    this.end();
    this.#ask();
    this.parts.stats.failed(this.model);
  }

  /** What goes with a request is written; with `auto` a lite model is asked first, once for each prompt. */
  #ask(): void {
    const content = this.#results;
    this.#results = [];
    const { log } = this.parts;
    if (content.length > 0) log.message({ id: newUuid(), timestamp: log.stamp(), type: 'user', content });
    if (this.#routed) return;
    this.#routed = true;
    this.parts.stats.answered(autoModels(this.parts.login).router, 'utility_router', requestTokens(), 0);
  }
}
