import { callWords } from '../call-words.ts';
import { fieldsOf, instantOf, numberOf, parseFields, textOf, type Fields } from '../fields.ts';
import type { HistoryFacts, SessionMessage } from '../source.ts';
import { linesBackwards } from '../tail.ts';

/** How much of the end of a rollout is looked through for what is shown of it. */
const MOST_BYTES = 1024 * 1024;

/**
 * The model of the last turn, and the tokens that Codex (0.169.0, 2026-11-21) counts over the whole thread, cached ones
 * among the input. It keeps no cost.
 */
export function rolloutFacts(rollout: string): HistoryFacts {
  let model: string | null = null;
  let tokens: number | null = null;
  for (const line of linesBackwards(rollout, MOST_BYTES)) {
    if (model === null && line.includes('"turn_context"')) model = textOf(payloadOf(line, 'turn_context')?.['model']);
    else if (tokens === null && line.includes('"token_count"')) tokens = totalIn(payloadOf(line, 'event_msg'));
    if (model !== null && tokens !== null) break;
  }
  return { model, costUsd: null, tokens };
}

function totalIn(payload: Fields | null): number | null {
  return numberOf(fieldsOf(fieldsOf(payload?.['info'])?.['total_token_usage'])?.['total_tokens']);
}

/** The last prompts, answers and calls of tools in a rollout (Codex 0.169.0, 2026-11-21). */
export function rolloutMessages(rollout: string, most: number): readonly SessionMessage[] {
  const found: SessionMessage[] = [];
  for (const line of linesBackwards(rollout, MOST_BYTES)) {
    if (found.length >= most) break;
    if (!line.includes('"response_item"')) continue;
    const message = messageIn(parseFields(line));
    if (message !== null) found.push(message);
  }
  return found.toReversed();
}

function messageIn(line: Fields | null): SessionMessage | null {
  const item = line?.['type'] === 'response_item' ? fieldsOf(line['payload']) : null;
  const at = instantOf(line?.['timestamp']);
  switch (item?.['type']) {
    case 'message': {
      const content: unknown = item['content'];
      const text = Array.isArray(content) ? textOf(fieldsOf(content[0])?.['text']) : null;
      if (text === null) return null;
      if (item['role'] === 'assistant') return { by: 'agent', text, at };
      // What Codex itself tells the model stands in such brackets.
      return item['role'] === 'user' && !/^<[a-z_]+>/.test(text) ? { by: 'person', text, at } : null;
    }
    case 'function_call':
    case 'custom_tool_call': {
      const tool = textOf(item['name']);
      const input = parseFields(textOf(item['arguments']) ?? '');
      return tool === null ? null : { by: 'tool', text: callWords(tool, input), at };
    }
    default:
      return null;
  }
}

function payloadOf(line: string, type: string): Fields | null {
  const fields = parseFields(line);
  return fields?.['type'] === type ? fieldsOf(fields['payload']) : null;
}
