import type { AgentEventBody } from '@ccx/contracts';
import { type JsonObject, asNumber, asObject, asText } from '../json-fields.ts';
import { RUNNING } from './messages.ts';
import type { ReaderState } from './reader-state.ts';
import { classOfError } from './turn.ts';

type Read = (line: JsonObject, state: ReaderState) => readonly AgentEventBody[];

/** The `system` lines that are known, by subtype (Claude Code 2.1.329; its schema names some seventy more). */
const SYSTEM_LINES: ReadonlyMap<string, Read> = new Map(
  Object.entries({
    init: (line) => [
      {
        type: 'started',
        model: asText(line['model']),
        cwd: asText(line['cwd']),
        cliVersion: asText(line['claude_code_version']),
      },
    ],
    status: () => [RUNNING],
    thinking_tokens: () => [RUNNING],
    api_retry: (line) => [
      {
        type: 'retry',
        attempt: asNumber(line['attempt']),
        delayMs: asNumber(line['retry_delay_ms']),
        cause: line['error_status'] === null ? 'transport' : (classOfError(asText(line['error'])) ?? 'unknown'),
      },
    ],
    task_started: (line, { tasks }) => tasks.started(line),
    task_progress: (line, { tasks }) => tasks.updated(line),
    task_updated: (line, { tasks }) => tasks.updated(line),
    task_notification: (line, { tasks }) => tasks.notified(line),
    background_tasks_changed: (line, { tasks }) => tasks.replaced(line),
    session_state_changed: (line) => stateEvent(line['state']),
    permission_denied: (line, state) => {
      const id = asText(line['tool_use_id']);
      if (id !== null) state.denied.add(id);
      return [{ type: 'denied', tool: asText(line['tool_name']) ?? '', reason: asText(line['message']) ?? '' }];
    },
    compact_boundary: (line) => [{ type: 'compacted', text: compactionText(asObject(line['compact_metadata']) ?? {}) }],
    hook_started: (line) => [{ type: 'notice', text: `Hook ${hookName(line)} started` }],
    hook_response: (line) => {
      const said = (asText(line['output']) ?? '').trim();
      const end = `Hook ${hookName(line)}: ${asText(line['outcome']) ?? 'ended'}`;
      return [{ type: 'notice', text: said === '' ? end : `${end}: ${said}` }];
    },
    model_refusal_no_fallback: (line, state) => {
      state.turn.refused = true;
      return [noticeOf(line)];
    },
    model_refusal_fallback: (line) => [noticeOf(line)],
    model_fallback: (line) => [noticeOf(line)],
    informational: (line) => [noticeOf(line)],
    notification: (line) => [noticeOf(line)],
  } satisfies Readonly<Record<string, Read>>),
);

/** The events of a `system` line, `null` where its subtype is not known. */
export function systemEvents(line: JsonObject, state: ReaderState): readonly AgentEventBody[] | null {
  // A map: to look a text that was just read up among an object's keys, the text has to become a key first.
  const read = SYSTEM_LINES.get(asText(line['subtype']) ?? '');
  if (read === undefined) return null;
  const events = read(line, state);
  return events.length === 0 ? [RUNNING] : events;
}

function stateEvent(state: unknown): readonly AgentEventBody[] {
  switch (state) {
    case 'idle':
    case 'running':
      return [{ type: 'state', is: state }];
    case 'requires_action':
      return [{ type: 'state', is: 'requires-action' }];
    default:
      return [{ type: 'unknown', vendorType: `system/session_state_changed/${String(state)}` }];
  }
}

function hookName(line: JsonObject): string {
  return asText(line['hook_name']) ?? asText(line['hook_event']) ?? '';
}

function compactionText(about: JsonObject): string {
  const before = asNumber(about['pre_tokens']);
  const after = asNumber(about['post_tokens']);
  const trigger = asText(about['trigger']) ?? 'compacted';
  return before === null || after === null ? trigger : `${trigger}: ${before} to ${after} tokens`;
}

function noticeOf(line: JsonObject): AgentEventBody {
  const text =
    asText(line['content']) ?? asText(line['text']) ?? asText(line['message']) ?? asText(line['subtype']) ?? '';
  return { type: 'notice', text };
}
