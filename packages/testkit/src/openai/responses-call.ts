import type { IncomingMessage } from 'node:http';
import { isRecord } from '../network/request-body.ts';

/** One request for a response of the model. */
export interface ResponsesCall {
  /** Counts from 0 over the life of the stand-in. */
  readonly index: number;
  readonly model: string;
  /** The last text of the person. */
  readonly prompt: string;
  /** The outputs of tool calls that the conversation holds so far. */
  readonly toolOutputs: readonly string[];
  /** The thread it belongs to; empty where the client names none. */
  readonly threadId: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads the body of `POST /responses` as Codex 0.169.0 sends it (2026-11-21). */
export function readResponsesCall(
  body: Readonly<Record<string, unknown>>,
  headers: IncomingMessage['headers'],
  index: number,
): ResponsesCall {
  const input = Array.isArray(body['input']) ? body['input'].filter(isRecord) : [];
  const said = input.filter(({ type, role }) => type === 'message' && role === 'user');
  const outputs = input.filter(({ type }) => type === 'function_call_output' || type === 'custom_tool_call_output');
  const thread = headers['thread-id'];
  return {
    index,
    model: typeof body['model'] === 'string' ? body['model'] : '',
    prompt: contentText(said.at(-1)?.['content']),
    toolOutputs: outputs.map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output))),
    threadId: typeof thread === 'string' ? thread : '',
    headers,
    body,
  };
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.filter(isRecord).map(({ text }) => text);
  return texts.filter((text) => typeof text === 'string').join('\n');
}
