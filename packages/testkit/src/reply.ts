/** What a scripted model says, in the terms of the Messages API; every stand-in puts it into its vendor's own. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string }
  | { readonly type: 'tool_use'; readonly id?: string; readonly name: string; readonly input: unknown };

export interface AnswerOptions {
  /** Response headers, e.g. those of {@link unifiedLimits}. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Input side of the usage in the vendor's fields. Default for Anthropic: 12 fresh tokens, 9000 read from the cache, 1500 written to it. */
  readonly usage?: Readonly<Record<string, number>>;
  /** Default 42. */
  readonly outputTokens?: number;
  /** Of Anthropic's messages only. Default `tool_use` with a tool call, else `end_turn`. */
  readonly stopReason?: string;
  /** Milliseconds before the first byte of the response. Default 0. */
  readonly delayMs?: number;
  /** Milliseconds after each piece of a streamed block. Default 0. */
  readonly pieceDelayMs?: number;
  /** Characters per piece. Default 24. */
  readonly pieceLength?: number;
  /** After this many pieces the stream goes silent, with the connection open. */
  readonly hangAfter?: number;
  /** After this many pieces the connection is cut. */
  readonly cutAfter?: number;
}

/** A message of the model. */
export interface Answer extends AnswerOptions {
  readonly kind: 'answer';
  readonly blocks: readonly Block[];
}

/** An error response, in the vendor's error shape. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What else the error object holds, e.g. when a limit resets. Default nothing. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** No response at all: `hang` keeps the connection open in silence, `drop` cuts it. */
export interface Silence {
  readonly kind: 'hang' | 'drop';
}

/** What the stand-in does with one request of the model. */
export type Reply = Answer | Refusal | Silence;

/** Any blocks, in order. */
export function answer(blocks: readonly Block[], options: AnswerOptions = {}): Answer {
  return { kind: 'answer', blocks, ...options };
}

/** The model says a text and ends its turn. */
export function say(text: string, options?: AnswerOptions): Answer {
  return answer([{ type: 'text', text }], options);
}

/** The model calls one tool. */
export function useTool(name: string, input: unknown, options?: AnswerOptions): Answer {
  return answer([{ type: 'tool_use', name, input }], options);
}

/**
 * The API refuses.
 *
 * @example
 * refuse(529, 'overloaded_error', 'Overloaded');
 */
export function refuse(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return { kind: 'refusal', status, type, message, headers };
}

/** The API takes the request and never answers. */
export function hang(): Silence {
  return { kind: 'hang' };
}

/** The API cuts the connection instead of answering. */
export function drop(): Silence {
  return { kind: 'drop' };
}
