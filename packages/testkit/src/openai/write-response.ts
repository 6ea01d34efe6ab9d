import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Block } from '../reply.ts';

/** The items of an answer and its usage, as server-sent events of the Responses API. */
export async function writeResponse(answer: Answer, response: ServerResponse, serial: number): Promise<void> {
  if (answer.delayMs !== undefined) await delay(answer.delayMs);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'x-request-id': `req_test${serial}`,
    ...answer.headers,
  });
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  const id = `resp_test${serial}`;
  send('response.created', { response: { id } });
  let pieces = 0;
  for (const [index, block] of answer.blocks.entries()) {
    const item = itemOf(block, `${serial}_${index}`);
    const place = { item_id: item.id, output_index: index };
    send('response.output_item.added', { output_index: index, item: item.opened });
    for (const piece of split(item.content, answer.pieceLength ?? 24)) {
      if (response.destroyed) return;
      send(item.delta, { ...place, ...item.at, delta: piece });
      pieces += 1;
      if (answer.pieceDelayMs !== undefined) await delay(answer.pieceDelayMs);
      if (pieces === answer.cutAfter) {
        // A comment, to know that all before it has left: destroying at once would take it along.
        await new Promise((resolve) => response.write(':\n\n', resolve));
        response.destroy();
        return;
      }
      if (pieces === answer.hangAfter) return;
    }
    send('response.output_item.done', { output_index: index, item: item.closed });
  }
  send('response.completed', { response: { id, usage: usageOf(answer) } });
  response.end();
}

interface Item {
  readonly id: string;
  readonly opened: object;
  /** Sent in pieces between opening and closing. */
  readonly content: string;
  readonly delta: string;
  readonly at: object;
  readonly closed: object;
}

function itemOf(block: Block, mark: string): Item {
  switch (block.type) {
    case 'text': {
      const item = { type: 'message', id: `msg_test${mark}`, role: 'assistant' };
      return {
        id: item.id,
        opened: { ...item, status: 'in_progress', content: [] },
        content: block.text,
        delta: 'response.output_text.delta',
        at: { content_index: 0 },
        closed: {
          ...item,
          status: 'completed',
          content: [{ type: 'output_text', text: block.text, annotations: [] }],
        },
      };
    }
    case 'thinking': {
      const item = { type: 'reasoning', id: `rs_test${mark}` };
      return {
        id: item.id,
        opened: { ...item, summary: [] },
        content: block.thinking,
        delta: 'response.reasoning_summary_text.delta',
        at: { summary_index: 0 },
        closed: {
          ...item,
          summary: [{ type: 'summary_text', text: block.thinking }],
          encrypted_content: 'c2NyaXB0ZWQ=',
        },
      };
    }
    case 'tool_use': {
      const { name } = block;
      const item = { type: 'function_call', id: `fc_test${mark}`, name, call_id: block.id ?? `call_test${mark}` };
      const content = JSON.stringify(block.input);
      return {
        id: item.id,
        opened: { ...item, arguments: '', status: 'in_progress' },
        content,
        delta: 'response.function_call_arguments.delta',
        at: {},
        closed: { ...item, arguments: content, status: 'completed' },
      };
    }
  }
}

/** Input includes what came from the cache. */
function usageOf({ usage = {}, outputTokens = 42 }: Answer): object {
  const { input_tokens: input = 1200, cached_tokens: cached = 1024, reasoning_tokens: reasoning = 16 } = usage;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + outputTokens,
  };
}

/** By code points, so that no piece ends in the middle of a character. */
function split(content: string, length: number): string[] {
  const points = Array.from(content);
  const pieces: string[] = [];
  for (let at = 0; at < points.length; at += length) pieces.push(points.slice(at, at + length).join(''));
  return pieces;
}
