import type { AgentEventBody, Instant } from '@ccx/contracts';
import { asObject, asText, type JsonObject } from '../json-fields.ts';
import { modelOfInit } from './model.ts';
import type { ReaderState } from './reader-state.ts';
import { resultEvents } from './result.ts';
import { effectOf, isRefusal } from './tools.ts';

/** What one object of stdout says. */
export function eventsOf(line: JsonObject, state: ReaderState, at: Instant): readonly AgentEventBody[] {
  switch (line['type']) {
    case 'init':
      state.sessionId = asText(line['session_id']) ?? state.sessionId;
      state.model = modelOfInit(line);
      return [{ type: 'started', model: state.model, cwd: null, cliVersion: null }];
    case 'message':
      return [messageEvent(line, state)];
    case 'tool_use':
      return [toolCall(line, state)];
    case 'tool_result':
      return toolResult(line, state);
    case 'error':
      return [errorEvent(line, state)];
    case 'result':
      return resultEvents(line, state, at);
    default:
      return [{ type: 'unknown', vendorType: asText(line['type']) ?? '' }];
  }
}

function messageEvent(line: JsonObject, state: ReaderState): AgentEventBody {
  // The prompt comes back; it is no output.
  if (line['role'] === 'user') return { type: 'state', is: 'running' };
  if (line['role'] !== 'assistant') return { type: 'unknown', vendorType: `message/${asText(line['role']) ?? ''}` };
  const text = asText(line['content']) ?? '';
  state.turn.text.push(text);
  return { type: 'text', text, delta: line['delta'] === true };
}

function toolCall(line: JsonObject, state: ReaderState): AgentEventBody {
  const id = asText(line['tool_id']) ?? '';
  const tool = asText(line['tool_name']) ?? '';
  state.openCalls.set(id, tool);
  state.turn.toolCalls++;
  return { type: 'tool-call', id, tool, input: line['parameters'] ?? null, effect: effectOf(tool) };
}

/** A shell command that ended with an error is a success here: its exit code is not told. */
function toolResult(line: JsonObject, state: ReaderState): readonly AgentEventBody[] {
  const id = asText(line['tool_id']) ?? '';
  const error = asObject(line['error']);
  const message = asText(error?.['message']);
  const tool = state.openCalls.get(id) ?? '';
  state.openCalls.delete(id);
  const ok = line['status'] === 'success';
  const result: AgentEventBody = { type: 'tool-result', id, ok, text: asText(line['output']) ?? message ?? '' };
  if (ok || !isRefusal(asText(error?.['type']))) return [result];
  return [{ type: 'denied', tool, reason: message ?? '' }, result];
}

/** An error that does not end the turn; where the result says no more, it is why. */
function errorEvent(line: JsonObject, state: ReaderState): AgentEventBody {
  const text = asText(line['message']) ?? '';
  if (line['severity'] !== 'warning' && text !== '') state.turn.errors.push(text);
  return { type: 'notice', text };
}
