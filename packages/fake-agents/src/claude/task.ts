import type { Step } from '../scenario/step.ts';
import type { Conversation } from './conversation.ts';
import { newUuid, runId, taskId, toolUseId } from './ids.ts';
import type { Line } from './line.ts';

/** Something in the background that the process waits for; `finish` says how it ended, then a further turn reacts. */
export interface OpenTask {
  readonly runId: string;
  readonly afterwards: readonly Step[];
  finish(): Promise<void>;
}

/** A subagent or a background command, by its ids. */
export interface Task {
  readonly id: string;
  readonly run: string;
  readonly toolUse: string;
  readonly startedMs: number;
}

/** Delegated work is admitted by the mode. */
export const ACCEPTED: Line = { permission_decision: { decision: 'accept', source: 'config', reason_type: 'mode' } };

export function newTask(nowMs: number): Task {
  return { id: taskId(), run: runId(), toolUse: toolUseId(), startedMs: nowMs };
}

/** One of the `task_*` lines. */
export async function sayTask(talk: Conversation, subtype: string, fields: Line): Promise<void> {
  await talk.sink.line({ type: 'system', subtype, ...fields, uuid: newUuid(), session_id: talk.session.id });
}

/** The set of background tasks grew; the line has the whole set. */
export async function addToBackground(talk: Conversation, task: Task, fields: Line): Promise<void> {
  const { session } = talk;
  session.background = [...session.background, { task_id: task.id, run_id: task.run, ...fields }];
  await sayTask(talk, 'background_tasks_changed', { tasks: session.background });
}

/** The set shrank. */
export async function removeFromBackground(talk: Conversation, task: Task): Promise<void> {
  const { session } = talk;
  session.background = session.background.filter((open) => open['task_id'] !== task.id);
  await sayTask(talk, 'background_tasks_changed', { tasks: session.background });
}

/** A task is through: the change of its state, then the notification. */
export async function sayEnded(
  talk: Conversation,
  task: Task,
  about: { readonly summary: string; readonly toolUses?: number; readonly extra?: Line },
): Promise<void> {
  const { summary, toolUses = 0, extra = {} } = about;
  const nowMs = Math.round(talk.machine.nowMs());
  const ids = { task_id: task.id, run_id: task.run };
  await sayTask(talk, 'task_updated', { ...ids, patch: { status: 'completed', end_time: nowMs } });
  await sayTask(talk, 'task_notification', {
    ...ids,
    tool_use_id: task.toolUse,
    status: 'completed',
    output_file: outputFile(talk, task),
    summary,
    ...extra,
    usage: { total_tokens: 10_554, tool_uses: toolUses, duration_ms: nowMs - Math.round(task.startedMs) },
  });
}

/** Where the real CLI writes a task's output; the scripted one only names the place. */
export function outputFile(talk: Conversation, task: Task): string {
  const user = process.getuid?.() ?? 0;
  return `/tmp/claude-${user}/${talk.place.slug}/${talk.session.id}/tasks/${task.id}.output`;
}
