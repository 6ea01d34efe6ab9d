import type { AgentEventBody, Instant } from '@ccx/contracts';
import { isObject, type JsonObject, asList, asObject, asText } from '../json-fields.ts';
import { limitSignal } from './limit.ts';
import { limitEvent, type ReaderState, sameLimit } from './reader-state.ts';
import { effectOf } from './tools.ts';
import { usageOf } from './usage.ts';

/** What a line tells that is neither output nor a change of anything: the agent is at work. */
export const RUNNING: AgentEventBody = { type: 'state', is: 'running' };

/** Claude Code speaks under this name where no model did: errors and the output of slash commands. */
const SYNTHETIC = '<synthetic>';

/** An `assistant` line: one block of a message. */
export function assistantEvents(
  line: JsonObject,
  state: ReaderState,
  parent: string | null,
  at: Instant,
): readonly AgentEventBody[] {
  const message = asObject(line['message']) ?? {};
  const model = asText(message['model']);
  if (line['is_api_error_message'] === true || asText(line['error']) !== null)
    return errorEvents(line, message, state, parent, at);
  const events: AgentEventBody[] = [];
  for (const block of asList(message['content'])) {
    const event = isObject(block) ? blockEvent(block) : null;
    if (event !== null) events.push(event);
  }
  if (model !== SYNTHETIC) {
    const usage = callUsage(message, state, parent);
    if (usage !== null) events.push(usage);
  }
  return events.length === 0 ? [RUNNING] : events;
}

function blockEvent(block: JsonObject): AgentEventBody | null {
  switch (block['type']) {
    case 'text':
      return { type: 'text', text: asText(block['text']) ?? '', delta: false };
    case 'thinking':
      return { type: 'thinking', text: asText(block['thinking']) ?? '', delta: false };
    case 'tool_use':
    case 'server_tool_use': {
      const tool = asText(block['name']) ?? '';
      return {
        type: 'tool-call',
        id: asText(block['id']) ?? '',
        tool,
        input: block['input'] ?? null,
        effect: effectOf(tool),
      };
    }
    default:
      return null;
  }
}

/** What the CLI says about an error is not the model's: a notice, and the facts for the result that follows. */
function errorEvents(
  line: JsonObject,
  message: JsonObject,
  state: ReaderState,
  parent: string | null,
  at: Instant,
): readonly AgentEventBody[] {
  const { turn } = state;
  // A subagent's error is told to the agent, which may go on; it does not name the turn's failure.
  if (parent === null) turn.error = asText(line['error']) ?? turn.error;
  const info = asObject(asObject(line['api_error_params'])?.['rate_limit_info']);
  // Its own event came before it, with more in it; only where that is missing this one counts.
  const isNews = info !== null && !sameLimit(turn.limit, limitSignal(info, at));
  return [
    ...(info !== null && isNews ? [limitEvent(info, state, at)] : []),
    { type: 'notice', text: textOfContent(message['content']) },
  ];
}

/** The usage of a message, once for all its blocks. It is provisional: `output_tokens` is what the message began with. */
function callUsage(message: JsonObject, state: ReaderState, parent: string | null): AgentEventBody | null {
  const id = asText(message['id']);
  const usage = asObject(message['usage']);
  if (usage === null || id === null || state.usageTold.get(parent) === id) return null;
  const told = usageOf(usage);
  if (told === null) return null;
  state.usageTold.set(parent, id);
  return { type: 'usage', usage: told, model: asText(message['model']), covers: 'call', final: false };
}

/** A `user` line: results of tools, or something that was said to the model, which is input and not output. */
export function userEvents(line: JsonObject, state: ReaderState): readonly AgentEventBody[] {
  const content = asObject(line['message'])?.['content'];
  const events: AgentEventBody[] = [];
  for (const block of asList(content)) {
    if (isObject(block) && block['type'] === 'tool_result') events.push(toolResult(block, line, state));
  }
  if (events.length > 0) return events;
  const text = textOfContent(content);
  return [text.startsWith('[Request interrupted') ? { type: 'notice', text } : RUNNING];
}

function toolResult(block: JsonObject, line: JsonObject, state: ReaderState): AgentEventBody {
  const id = asText(block['tool_use_id']) ?? '';
  const text = textOfContent(block['content']);
  if (wasRefused(line, id)) state.refusals.set(id, text);
  return { type: 'tool-result', id, ok: block['is_error'] !== true, text };
}

function wasRefused(line: JsonObject, id: string): boolean {
  for (const meta of asList(line['tool_result_meta'])) {
    if (isObject(meta) && meta['id'] === id) return asObject(meta['permission_decision'])?.['decision'] === 'reject';
  }
  return false;
}

/** The text of a content that is a text or a list of blocks; other blocks are named, not shown. */
function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts: string[] = [];
  for (const block of asList(content)) {
    if (isObject(block)) texts.push(asText(block['text']) ?? `[${asText(block['type']) ?? 'block'}]`);
  }
  return texts.join('\n');
}

/** A `stream_event` line: a piece of a message under way. */
export function streamEvents(line: JsonObject, state: ReaderState, parent: string | null): readonly AgentEventBody[] {
  const event = asObject(line['event']) ?? {};
  switch (event['type']) {
    case 'content_block_delta':
      return [deltaEvent(asObject(event['delta']) ?? {})];
    case 'message_start': {
      const message = asObject(event['message']) ?? {};
      const usage = asObject(message['usage']);
      if (usage !== null) state.callBegan.set(parent, { usage, model: asText(message['model']) });
      return [callUsage(message, state, parent) ?? RUNNING];
    }
    case 'message_delta':
      return [finalUsage(event, state, parent) ?? RUNNING];
    default:
      return [RUNNING];
  }
}

function deltaEvent(delta: JsonObject): AgentEventBody {
  const text = asText(delta['text']);
  if (delta['type'] === 'text_delta' && text !== null) return { type: 'text', text, delta: true };
  const thinking = asText(delta['thinking']);
  if (delta['type'] === 'thinking_delta' && thinking !== null) return { type: 'thinking', text: thinking, delta: true };
  return RUNNING;
}

/** The usage with which a call ended. It repeats only what changed; an interrupted call ends without a stop reason. */
function finalUsage(event: JsonObject, state: ReaderState, parent: string | null): AgentEventBody | null {
  const change = asObject(event['usage']);
  const began = state.callBegan.get(parent);
  if (change === null || began === undefined) return null;
  const usage = usageOf({ ...began.usage, ...change });
  state.callBegan.delete(parent);
  if (usage === null) return null;
  const final = asText(asObject(event['delta'])?.['stop_reason']) !== null;
  return { type: 'usage', usage, model: began.model, covers: 'call', final };
}
