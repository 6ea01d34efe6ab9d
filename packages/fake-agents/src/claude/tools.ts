import { hang } from '../machine/hang.ts';
import type { Flow } from '../scenario/play.ts';
import type { ToolStep } from '../scenario/step.ts';
import type { BlockOutcome } from './agent-words.ts';
import { stamp, type Conversation } from './conversation.ts';
import { newUuid, toolUseId } from './ids.ts';
import type { Line } from './line.ts';
import { MAIN, type Author, type MessageWriter } from './message.ts';
import { decide } from './permission.ts';
import { failed, runTool, type ToolOutcome } from './tool-effect.ts';

/** Calls tools in one message, then gives their results in the order in which they finish. */
export async function callTools(
  talk: Conversation,
  writer: MessageWriter,
  calls: readonly ToolStep[],
  finish: readonly number[],
  author: Author = MAIN,
): Promise<Flow> {
  const started = calls.map((call) => ({ call, id: toolUseId() }));
  for (const { call, id } of started) await writer.toolUse(id, call.tool, call.input ?? {}, call.usage);
  await writer.close('tool_use');
  for (const index of finish) {
    const next = started[index];
    if (next !== undefined) await settle(talk, next.call, next.id, author);
  }
  return 'on';
}

async function settle(talk: Conversation, call: ToolStep, id: string, author: Author): Promise<void> {
  const permission = decide(call, talk.options);
  if (!permission.allowed) {
    await refuse(talk, call, id, permission.reason, author);
    return;
  }
  talk.session.openTool = { id, parent: author.parentToolUseId === null ? null : author.before };
  if (call.takes !== undefined) await talk.machine.sleep(call.takes, talk.signal);
  if (call.hangs === true) await hang(talk.signal, talk.machine);
  talk.session.openTool = null;
  await toolResult(talk, id, runTool(call, talk.place.cwd), { permission_decision: permission.meta }, author);
}

async function refuse(talk: Conversation, call: ToolStep, id: string, reason: string, author: Author): Promise<void> {
  const { session } = talk;
  session.denials.push({ tool_name: call.tool, tool_use_id: id, tool_input: call.input ?? {} });
  await talk.sink.line({
    type: 'system',
    subtype: 'permission_denied',
    tool_name: call.tool,
    tool_use_id: id,
    message: reason,
    uuid: newUuid(),
    session_id: session.id,
  });
  const meta = { non_execution_kind: 'user-rejected', permission_decision: { decision: 'reject', source: 'config' } };
  await toolResult(talk, id, failed(reason), meta, author);
}

/** The line that carries a result back to the model. */
export async function toolResult(
  talk: Conversation,
  id: string,
  outcome: ToolOutcome | BlockOutcome,
  meta: Line,
  author: Author = MAIN,
): Promise<void> {
  const { session, machine } = talk;
  const main = author.parentToolUseId === null;
  const block = outcome.ok
    ? { tool_use_id: id, type: 'tool_result', content: outcome.content, ...(outcome.saysOk ? { is_error: false } : {}) }
    : { type: 'tool_result', content: outcome.content, is_error: true, tool_use_id: id };
  const uuid = newUuid();
  const timestamp = stamp(machine);
  const message = { role: 'user', content: [block] };
  if (main) session.toolResults += 1;
  await talk.sink.line({
    type: 'user',
    message,
    parent_tool_use_id: author.parentToolUseId,
    ...author.before,
    session_id: session.id,
    uuid,
    timestamp,
    // Observed: a subagent's results come without the structured half.
    ...(main ? { tool_use_result: outcome.result } : {}),
    tool_result_meta: [{ id, ...meta }],
    ...author.after,
  });
  if (!main) return;
  talk.transcript.entry(
    { type: 'user', message, uuid, timestamp, toolUseResult: outcome.result },
    { sourceToolAssistantUUID: talk.transcript.last },
  );
}
