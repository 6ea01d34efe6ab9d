import type { AgentEventBody } from '@ccx/contracts';
import { asList, asNumber, asObject, asText, isObject, type JsonObject } from '../json-fields.ts';

/** When an item is told of: a running tool more than once, a message only when it is whole. */
export type ItemStage = 'started' | 'updated' | 'completed';

/** What the items of one process must know of each other. */
export interface ItemBook {
  /** Calls that were told and have no result yet. */
  readonly open: Set<string>;
  /** What the model said last in this turn. */
  answer: string | null;
}

/** What a tool of Codex is in ccx's words. */
interface Tool {
  readonly name: string;
  readonly input: unknown;
  readonly effect: 'none' | 'possible';
  readonly ok: boolean;
  /** What the model was shown, as far as the item says. */
  readonly output: string;
}

/**
 * The events of an item (0.169.0). `id` is the item's own; items count from 0 in every process. A command that the
 * sandbox refused has no item, so no items do not prove that nothing was tried.
 */
export function itemEvents(item: JsonObject, id: string, stage: ItemStage, book: ItemBook): readonly AgentEventBody[] {
  const type = asText(item['type']) ?? '';
  const tool = toolOf(type, item);
  if (tool !== null) return toolEvents(tool, item, id, stage, book);
  if (type !== 'agent_message' && type !== 'reasoning' && type !== 'error') {
    return [{ type: 'unknown', vendorType: `item/${type}` }];
  }
  if (stage !== 'completed') return [{ type: 'state', is: 'running' }];
  if (type === 'error') return [{ type: 'notice', text: asText(item['message']) ?? '' }];
  const text = asText(item['text']) ?? '';
  if (type === 'agent_message') book.answer = text;
  return [{ type: type === 'reasoning' ? 'thinking' : 'text', text, delta: false }];
}

function toolEvents(
  { name, input, effect, ok, output }: Tool,
  item: JsonObject,
  id: string,
  stage: ItemStage,
  { open }: ItemBook,
): readonly AgentEventBody[] {
  const events: AgentEventBody[] = [];
  if (!open.has(id)) {
    open.add(id);
    events.push({ type: 'tool-call', id, tool: name, input, effect });
  }
  if (stage === 'completed') {
    open.delete(id);
    if (item['status'] === 'declined') events.push({ type: 'denied', tool: name, reason: output });
    events.push({ type: 'tool-result', id, ok, text: output });
  }
  return events.length === 0 ? [{ type: 'state', is: 'running' }] : events;
}

/** The tool of an item type, `null` where the item is no tool. Only a web search is known to change nothing. */
function toolOf(type: string, item: JsonObject): Tool | null {
  const completed = item['status'] === 'completed';
  switch (type) {
    case 'command_execution':
      return {
        name: type,
        input: { command: item['command'] ?? null },
        effect: 'possible',
        ok: completed && (asNumber(item['exit_code']) ?? 0) === 0,
        output: asText(item['aggregated_output']) ?? '',
      };
    case 'file_change':
      return {
        name: type,
        input: { changes: item['changes'] ?? null },
        effect: 'possible',
        ok: completed,
        output: asList(item['changes']).filter(isObject).map(changeText).join('\n'),
      };
    case 'mcp_tool_call':
      return {
        name: `mcp__${asText(item['server']) ?? ''}__${asText(item['tool']) ?? ''}`,
        input: item['arguments'] ?? null,
        effect: 'possible',
        ok: completed && (item['error'] ?? null) === null,
        output: mcpText(item),
      };
    case 'web_search':
      // It carries no status: an item that is completed was answered.
      return {
        name: type,
        input: { query: item['query'] ?? null, action: item['action'] ?? null },
        effect: 'none',
        ok: item['status'] !== 'failed',
        output: '',
      };
    default:
      return null;
  }
}

function changeText(change: JsonObject): string {
  return `${asText(change['kind']) ?? 'change'} ${asText(change['path']) ?? ''}`;
}

function mcpText(item: JsonObject): string {
  const error = asText(item['error']) ?? asText(asObject(item['error'])?.['message']);
  if (error !== null) return error;
  const result = asObject(item['result']) ?? {};
  const texts = asList(result['content']).flatMap((block) => (isObject(block) ? (asText(block['text']) ?? []) : []));
  const structured = result['structured_content'] ?? null;
  return texts.length > 0 || structured === null ? texts.join('\n') : JSON.stringify(structured);
}
