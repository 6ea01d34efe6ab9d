import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Block } from '../reply.ts';

/** Where an answer goes and what it is called. */
export interface AnswerContext {
  readonly response: ServerResponse;
  /** Makes ids of messages and requests unique within one API. */
  readonly serial: number;
  readonly model: string;
  readonly stream: boolean;
}

/** Sends a message of the model, whole or as server-sent events, as the request asked for it. */
export async function writeAnswer(answer: Answer, context: AnswerContext): Promise<void> {
  const { response } = context;
  if (answer.delayMs !== undefined) await delay(answer.delayMs);
  const message = openMessage(answer, context);
  const headers = { 'request-id': requestId(context.serial), ...answer.headers };
  if (!context.stream) {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(
      JSON.stringify({
        ...message,
        content: answer.blocks.map((block, index) => withId(block, context.serial, index)),
        stop_reason: stopReason(answer),
        usage: { ...message.usage, output_tokens: answer.outputTokens ?? 42 },
      }),
    );
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...headers,
  });
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  send('message_start', { message });
  const whole = await writeBlocks(answer, context, send);
  if (!whole) return;
  send('message_delta', {
    delta: { stop_reason: stopReason(answer), stop_sequence: null },
    usage: { output_tokens: answer.outputTokens ?? 42 },
  });
  send('message_stop', {});
  response.end();
}

/** The id that a response of this serial number carries. */
export function requestId(serial: number): string {
  return `req_test${String(serial).padStart(20, '0')}`;
}

/** An error in the vendor's shape. */
export function errorBody(
  type: string,
  message: string,
  serial: number,
  fields: Readonly<Record<string, unknown>> = {},
): object {
  return { type: 'error', error: { type, message, ...fields }, request_id: requestId(serial) };
}

/** Whether all blocks were written; `false` when the script cut or silenced the stream. */
async function writeBlocks(
  answer: Answer,
  { response, serial }: AnswerContext,
  send: (type: string, data: object) => void,
): Promise<boolean> {
  let pieces = 0;
  for (const [index, block] of answer.blocks.entries()) {
    const { start, content, delta } = streamed(withId(block, serial, index));
    send('content_block_start', { index, content_block: start });
    for (const piece of split(content, answer.pieceLength ?? 24)) {
      if (response.destroyed) return false;
      send('content_block_delta', { index, delta: delta(piece) });
      pieces += 1;
      if (answer.pieceDelayMs !== undefined) await delay(answer.pieceDelayMs);
      if (pieces === answer.cutAfter) {
        // A comment, to know that all before it has left: destroying at once would take it along.
        await new Promise((resolve) => response.write(':\n\n', resolve));
        response.destroy();
        return false;
      }
      if (pieces === answer.hangAfter) return false;
    }
    if (block.type === 'thinking') {
      send('content_block_delta', { index, delta: { type: 'signature_delta', signature: 'c2NyaXB0ZWQ=' } });
    }
    send('content_block_stop', { index });
  }
  return true;
}

interface StreamedBlock {
  readonly start: object;
  readonly content: string;
  readonly delta: (piece: string) => object;
}

/** A block opens empty; its content follows in pieces, tool input as pieces of JSON text. */
function streamed(block: Block): StreamedBlock {
  switch (block.type) {
    case 'text':
      return {
        start: { type: 'text', text: '' },
        content: block.text,
        delta: (text) => ({ type: 'text_delta', text }),
      };
    case 'thinking':
      return {
        start: { type: 'thinking', thinking: '', signature: '' },
        content: block.thinking,
        delta: (thinking) => ({ type: 'thinking_delta', thinking }),
      };
    case 'tool_use':
      return {
        start: { ...block, input: {} },
        content: JSON.stringify(block.input),
        delta: (json) => ({ type: 'input_json_delta', partial_json: json }),
      };
  }
}

function openMessage(answer: Answer, { serial, model }: AnswerContext) {
  return {
    id: `msg_test${String(serial).padStart(20, '0')}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 12,
      cache_creation_input_tokens: 1500,
      cache_read_input_tokens: 9000,
      cache_creation: { ephemeral_5m_input_tokens: 1500, ephemeral_1h_input_tokens: 0 },
      output_tokens: 1,
      service_tier: 'standard',
      ...answer.usage,
    },
  };
}

function stopReason(answer: Answer): string {
  return answer.stopReason ?? (answer.blocks.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn');
}

function withId(block: Block, serial: number, index: number): Block {
  return block.type === 'tool_use' ? { id: `toolu_test${String(serial).padStart(16, '0')}${index}`, ...block } : block;
}

/** By code points, so that no piece ends in the middle of a character. */
function split(content: string, length: number): string[] {
  const points = Array.from(content);
  const pieces: string[] = [];
  for (let at = 0; at < points.length; at += length) pieces.push(points.slice(at, at + length).join(''));
  return pieces;
}
