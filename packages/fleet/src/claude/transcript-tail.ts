import { instantFromMs, type Instant } from '@ccx/contracts';
import { fieldsOf, instantOf, numberOf, parseFields, textOf, type Fields } from '../fields.ts';
import { linesBackwards } from '../tail.ts';

/** What the end of a history says its session does. */
export interface TurnEnd {
  /** `over`: the last turn has ended; `tool`: a tool was called and has not answered; `asked`: the model has the word. */
  readonly is: 'over' | 'tool' | 'asked' | 'limited';
  readonly at: Instant | null;
  /** Of a `tool`: its name. */
  readonly tool: string | null;
  /** Of a `limited` one. */
  readonly until: Instant | null;
  /** Of a turn that is `over`: agents that it left at work; `null` where nothing tells. */
  readonly pendingAgents: number | null;
}

/**
 * Reads a transcript of Claude Code (2.1.329, 2026-11-21) from its end back to the last line that tells who has the
 * word; `null` where there is none. Lines of subagents and lines that only keep state tell nothing.
 */
export function turnEnd(path: string): TurnEnd | null {
  for (const line of linesBackwards(path)) {
    // Most lines keep state, some are long: what cannot tell is not parsed.
    if (!/"type":"(?:assistant|user|system)"/.test(line)) continue;
    const fields = parseFields(line);
    const end = fields === null || fields['isSidechain'] === true ? null : endOf(fields);
    if (end !== null) return end;
  }
  return null;
}

function endOf(line: Fields): TurnEnd | null {
  const at = instantOf(line['timestamp']);
  const base = { at, tool: null, until: null, pendingAgents: null };
  if (line['type'] === 'assistant') return assistantEnd(line, base);
  if (line['type'] === 'user')
    return line['isMeta'] === true ? null : { ...base, is: wasInterrupted(line) ? 'over' : 'asked' };
  if (line['type'] !== 'system' || line['subtype'] !== 'turn_duration') return null;
  return { ...base, is: 'over', pendingAgents: numberOf(line['pendingBackgroundAgentCount']) };
}

function assistantEnd(line: Fields, base: Omit<TurnEnd, 'is'>): TurnEnd {
  const message = fieldsOf(line['message']);
  if (line['isApiErrorMessage'] === true) {
    const quota = fieldsOf(line['quotaLimits']);
    if (line['error'] !== 'rate_limit' || quota?.['status'] !== 'rejected') return { ...base, is: 'over' };
    const resetsAt = numberOf(quota['resetsAt']);
    return { ...base, is: 'limited', until: resetsAt === null ? null : instantFromMs(resetsAt * 1000) };
  }
  const content: unknown = message?.['content'];
  const call = Array.isArray(content)
    ? content.map(fieldsOf).findLast((block) => block?.['type'] === 'tool_use')
    : null;
  if (call) return { ...base, is: 'tool', tool: textOf(call['name']) };
  // Each block of an answer is a line of its own, and all carry how it ended: the call may be yet to come.
  return { ...base, is: message?.['stop_reason'] === 'tool_use' ? 'asked' : 'over' };
}

/** What the CLI writes into the conversation when the person stops it. */
function wasInterrupted(line: Fields): boolean {
  const content: unknown = fieldsOf(line['message'])?.['content'];
  const texts = Array.isArray(content) ? content.map((block) => fieldsOf(block)?.['text']) : [content];
  return texts.some((text) => typeof text === 'string' && text.startsWith('[Request interrupted by user'));
}
