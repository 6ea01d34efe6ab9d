import { loginOf } from './tokens.ts';

/** Why the CLI asks the model: a turn of the conversation, a title for it, the quota ping, or anything else without tools. */
export type CallKind = 'main' | 'title' | 'quota' | 'side';

/** One POST /v1/messages, as a script sees it. */
export interface ModelCall {
  readonly kind: CallKind;
  /** Counts the calls of this kind from 0. */
  readonly index: number;
  readonly model: string;
  /** The name of the login, as `subscriptionHome` was given it; `null` for a key. */
  readonly login: string | null;
  /** The whole request. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The system prompt as one text. */
  readonly system: string;
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  /** What the user said last, without the CLI's own reminders; empty when it is tool results only. */
  readonly prompt: string;
  /** What user and model said from the first message to the last, without reminders. */
  readonly conversation: string;
  /** The tool results in the user's last message. */
  readonly toolResults: readonly { readonly id: string; readonly text: string; readonly isError: boolean }[];
}

/** Reads a request and says what it is for. */
export function readModelCall(
  body: Readonly<Record<string, unknown>>,
  headers: ModelCall['headers'],
): Omit<ModelCall, 'index'> {
  // The CLI speaks of its environment in messages of its own role, also after the prompt.
  const messages = list(body['messages']).filter((message) => field(message, 'role') !== 'system');
  const last = blocksOf(messages.findLast((message) => field(message, 'role') === 'user'));
  const tools = list(body['tools']).map((tool) => text(field(tool, 'name')) || text(field(tool, 'type')));
  const system = textsOf(contentBlocks(body['system'])).join('\n');
  return {
    kind: kindOf({ maxTokens: body['max_tokens'], tools, system }),
    model: text(body['model']),
    login: loginOf(headers),
    body,
    headers,
    system,
    tools,
    prompt: said(last),
    conversation: messages.map((message) => said(blocksOf(message))).join('\n'),
    toolResults: last
      .filter((block) => field(block, 'type') === 'tool_result')
      .map((block) => ({
        id: text(field(block, 'tool_use_id')),
        text: textsOf(contentBlocks(field(block, 'content'))).join('\n'),
        isError: field(block, 'is_error') === true,
      })),
  };
}

/** As observed with Claude Code 2.1.329: the ping asks for one token; only the conversation offers tools. */
function kindOf(call: { maxTokens: unknown; tools: readonly string[]; system: string }): CallKind {
  if (call.maxTokens === 1) return 'quota';
  if (call.tools.length > 0) return 'main';
  return /title|coding session/i.test(call.system) ? 'title' : 'side';
}

function blocksOf(message: unknown): readonly unknown[] {
  return contentBlocks(field(message, 'content'));
}

/** The API takes a bare string wherever it takes a list of blocks. */
function contentBlocks(content: unknown): readonly unknown[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : list(content);
}

function textsOf(blocks: readonly unknown[]): string[] {
  return blocks.filter((block) => field(block, 'type') === 'text').map((block) => text(field(block, 'text')));
}

/** What somebody said: the CLI's reminders lie between the texts, in blocks of their own. */
function said(blocks: readonly unknown[]): string {
  return textsOf(blocks)
    .filter((one) => !one.startsWith('<system-reminder>'))
    .join('\n');
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
