import type { AgentEventBody } from '@ccx/contracts';
import { type JsonObject, numberIn, objectIn, textIn } from '../json-fields.ts';
import { RUNNING } from './messages.ts';
import type { ReaderState } from './reader-state.ts';
import { classOfError } from './turn.ts';

type Read = (line: JsonObject, state: ReaderState) => readonly AgentEventBody[];

/** The `system` lines that are known, by subtype (Claude Code 2.1.329; its schema names some seventy more). */
const SYSTEM_LINES: Readonly<Record<string, Read>> = {
  init: (line) => [
    {
      type: 'started',
      model: textIn(line, 'model'),
      cwd: textIn(line, 'cwd'),
      cliVersion: textIn(line, 'claude_code_version'),
    },
  ],
  status: () => [RUNNING],
  thinking_tokens: () => [RUNNING],
  api_retry: (line) => [
    {
      type: 'retry',
      attempt: numberIn(line, 'attempt'),
      delayMs: numberIn(line, 'retry_delay_ms'),
      cause: line['error_status'] === null ? 'transport' : (classOfError(textIn(line, 'error')) ?? 'unknown'),
    },
  ],
  task_started: (line, { tasks }) => tasks.started(line),
  task_progress: (line, { tasks }) => tasks.updated(line),
  task_updated: (line, { tasks }) => tasks.updated(line),
  task_notification: (line, { tasks }) => tasks.notified(line),
  background_tasks_changed: (line, { tasks }) => tasks.replaced(line),
  session_state_changed: (line) => stateEvent(line['state']),
  permission_denied: (line, state) => {
    const id = textIn(line, 'tool_use_id');
    if (id !== null) state.denied.add(id);
    return [{ type: 'denied', tool: textIn(line, 'tool_name') ?? '', reason: textIn(line, 'message') ?? '' }];
  },
  compact_boundary: (line) => [{ type: 'compacted', text: compactionText(objectIn(line, 'compact_metadata') ?? {}) }],
  hook_started: (line) => [{ type: 'notice', text: `Hook ${hookName(line)} started` }],
  hook_response: (line) => {
    const said = (textIn(line, 'output') ?? '').trim();
    const end = `Hook ${hookName(line)}: ${textIn(line, 'outcome') ?? 'ended'}`;
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
};

/** The events of a `system` line, `null` where its subtype is not known. */
export function systemEvents(line: JsonObject, state: ReaderState): readonly AgentEventBody[] | null {
  const subtype = textIn(line, 'subtype') ?? '';
  const read = Object.hasOwn(SYSTEM_LINES, subtype) ? SYSTEM_LINES[subtype] : undefined;
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
  return textIn(line, 'hook_name') ?? textIn(line, 'hook_event') ?? '';
}

function compactionText(about: JsonObject): string {
  const before = numberIn(about, 'pre_tokens');
  const after = numberIn(about, 'post_tokens');
  const trigger = textIn(about, 'trigger') ?? 'compacted';
  return before === null || after === null ? trigger : `${trigger}: ${before} to ${after} tokens`;
}

function noticeOf(line: JsonObject): AgentEventBody {
  const text =
    textIn(line, 'content') ?? textIn(line, 'text') ?? textIn(line, 'message') ?? textIn(line, 'subtype') ?? '';
  return { type: 'notice', text };
}
