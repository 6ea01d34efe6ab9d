import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Block } from '../reply.ts';
import type { GeminiCall } from './model-request.ts';

/** An answer of the model: for a turn server-sent events with a piece in each, for a side request one object. */
export async function writeContent(answer: Answer, response: ServerResponse, call: GeminiCall): Promise<void> {
  if (answer.delayMs !== undefined) await delay(answer.delayMs);
  const isSide = call.kind === 'side';
  const parts = answer.blocks.flatMap((block) => partsOf(block, isSide ? Infinity : (answer.pieceLength ?? 24)));
  if (isSide) {
    response.writeHead(200, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(content(parts, true, answer, call)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...answer.headers });
  // One part in each event; an answer without any still has an end.
  const pieces = parts.length === 0 ? [[]] : parts.map((part) => [part]);
  for (const [index, piece] of pieces.entries()) {
    if (response.destroyed) return;
    response.write(`data: ${JSON.stringify(content(piece, index === pieces.length - 1, answer, call))}\n\n`);
    if (answer.pieceDelayMs !== undefined) await delay(answer.pieceDelayMs);
    if (index + 1 === answer.cutAfter) {
      // A comment, to know that all before it has left: destroying at once would take it along.
      await new Promise((resolve) => response.write(':\n\n', resolve));
      response.destroy();
      return;
    }
    if (index + 1 === answer.hangAfter) return;
  }
  response.end();
}

/** The parts of a block; a text comes in several, a tool's call as a whole. */
function partsOf(block: Block, pieceLength: number): object[] {
  switch (block.type) {
    case 'text':
      return split(block.text, pieceLength).map((text) => ({ text }));
    case 'thinking':
      return split(block.thinking, pieceLength).map((text) => ({ text, thought: true }));
    case 'tool_use':
      return [
        { functionCall: { ...(block.id !== undefined && { id: block.id }), name: block.name, args: block.input } },
      ];
  }
}

/** The account's service puts what the API for keys says into one more object. */
function content(parts: readonly object[], isLast: boolean, answer: Answer, call: GeminiCall): object {
  const said = {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...(isLast && { finishReason: 'STOP' }) }],
    usageMetadata: usageOf(answer),
    modelVersion: call.model,
    responseId: `response-${call.kind}-${call.index}`,
  };
  return call.codeAssist ? { response: said, traceId: `trace-${call.kind}-${call.index}` } : said;
}

/** Input includes what came from the cache; thoughts count beside the output. */
function usageOf({ usage = {}, outputTokens = 42 }: Answer): object {
  const { promptTokenCount = 1200, cachedContentTokenCount = 1024, thoughtsTokenCount = 16 } = usage;
  return {
    promptTokenCount,
    cachedContentTokenCount,
    candidatesTokenCount: outputTokens,
    thoughtsTokenCount,
    totalTokenCount: promptTokenCount + outputTokens + thoughtsTokenCount,
  };
}

/** By code points, so that no piece ends in the middle of a character. */
function split(text: string, length: number): string[] {
  const points = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < points.length; at += length) pieces.push(points.slice(at, at + length).join(''));
  return pieces;
}
