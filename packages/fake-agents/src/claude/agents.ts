import { playSteps, type Flow } from '../scenario/play.ts';
import type { AgentStep, BackgroundStep, Step } from '../scenario/step.ts';
import { stamp, type Conversation } from './conversation.ts';
import { newUuid, runId, taskId, toolUseId } from './ids.ts';
import type { Line } from './line.ts';
import { MessageWriter, type Author } from './message.ts';
import { finalUsage, NO_TOKENS } from './money.ts';
import { subagentStage } from './subagent-stage.ts';
import { toolResult } from './tools.ts';

/** Something in the background that the process waits for; `finish` says how it ended, then a further turn reacts. */
export interface OpenTask {
  readonly runId: string;
  readonly afterwards: readonly Step[];
  finish(): Promise<void>;
}

interface Task {
  readonly id: string;
  readonly run: string;
  readonly toolUse: string;
  readonly startedMs: number;
}

const ACCEPTED = { permission_decision: { decision: 'accept', source: 'config', reason_type: 'mode' } };

/** Delegates: in the foreground the report is the tool's result, in the background it comes in a further turn. */
export async function callAgent(
  talk: Conversation,
  writer: MessageWriter,
  step: AgentStep['agent'],
): Promise<OpenTask | null> {
  const { session, machine } = talk;
  const { description, prompt, type = 'general-purpose', background = false } = step;
  const task: Task = { id: taskId(), run: runId(), toolUse: toolUseId(), startedMs: machine.nowMs() };
  const input = { description, prompt, subagent_type: type, run_in_background: background };
  await writer.toolUse(task.toolUse, 'Agent', input);
  await writer.close('tool_use');
  session.subagents[background ? 'background' : 'foreground'] += 1;
  session.subagents.byType[type] = (session.subagents.byType[type] ?? 0) + 1;
  const listed = { task_id: task.id, run_id: task.run, task_type: 'local_agent', subagent_type: type, description };
  if (background) await taskLine(talk, 'background_tasks_changed', { tasks: [listed] });
  await taskLine(talk, 'task_started', {
    task_id: task.id,
    run_id: task.run,
    tool_use_id: task.toolUse,
    description,
    subagent_type: type,
    is_backgrounded: background,
    spawn_depth: 1,
    task_type: 'local_agent',
    prompt,
  });
  const author: Author = {
    parentToolUseId: task.toolUse,
    before: { agent_id: task.id },
    after: { subagent_type: type, task_description: description },
  };
  if (background) {
    await toolResult(talk, task.toolUse, launched(talk, task, step), ACCEPTED);
    return {
      runId: task.run,
      afterwards: step.afterwards ?? [{ text: 'The background agent has reported.' }],
      finish: async () => {
        await work(talk, step, author, true);
        await ended(talk, task, step.report, { summary_is_report: true });
        session.subagents.completed += 1;
        await taskLine(talk, 'background_tasks_changed', { tasks: [] });
      },
    };
  }
  await sayPrompt(talk, prompt, author);
  const tools = await work(talk, step, author, false);
  session.subagents.completed += 1;
  await ended(talk, task, step.report, {}, tools.length);
  await toolResult(talk, task.toolUse, reported(talk, task, step, tools), ACCEPTED);
  return null;
}

/** A shell command in the background. Not recorded with the real CLI in this shape: made like a background agent's. */
export async function callBackground(
  talk: Conversation,
  writer: MessageWriter,
  step: BackgroundStep['background'],
): Promise<OpenTask> {
  const { machine } = talk;
  const { command, description = command, output = '', exitCode = 0 } = step;
  const task: Task = { id: taskId(), run: runId(), toolUse: toolUseId(), startedMs: machine.nowMs() };
  await writer.toolUse(task.toolUse, 'Bash', { command, description, run_in_background: true });
  await writer.close('tool_use');
  const listed = { task_id: task.id, run_id: task.run, task_type: 'local_bash', description };
  await taskLine(talk, 'background_tasks_changed', { tasks: [listed] });
  await taskLine(talk, 'task_started', { ...listed, tool_use_id: task.toolUse, is_backgrounded: true });
  const words = `Command running in background with ID: ${task.id}. Output is being written to: ${outputFile(talk, task)}`;
  const result = {
    stdout: '',
    stderr: '',
    interrupted: false,
    isImage: false,
    noOutputExpected: false,
    backgroundTaskId: task.id,
  };
  await toolResult(talk, task.toolUse, { ok: true, content: words, result, saysOk: true }, ACCEPTED);
  return {
    runId: task.run,
    afterwards: step.afterwards ?? [{ text: output === '' ? 'The background command has ended.' : output }],
    finish: async () => {
      if (step.takes !== undefined) await machine.sleep(step.takes, talk.signal);
      await ended(talk, task, `Background command "${description}" completed (exit code ${exitCode})`, {});
      await taskLine(talk, 'background_tasks_changed', { tasks: [] });
    },
  };
}

/** Plays what the subagent does; gives the names of its tools. */
async function work(
  talk: Conversation,
  step: AgentStep['agent'],
  author: Author,
  saysReport: boolean,
): Promise<readonly string[]> {
  const { machine } = talk;
  if (step.takes !== undefined) await machine.sleep(step.takes, talk.signal);
  const used: string[] = [];
  const writer = new MessageWriter(talk, author);
  const stage = subagentStage(talk, writer, author, (tool) => used.push(tool));
  await playSteps(step.steps ?? [], { stage, machine, signal: talk.signal });
  // Observed: a background agent's report is shown, a foreground agent's is the result of its tool only.
  if (saysReport) await writer.text({ text: step.report });
  else await writer.begin();
  await writer.close('end_turn');
  return used;
}

async function sayPrompt(talk: Conversation, prompt: string, author: Author): Promise<void> {
  await talk.sink.line({
    type: 'user',
    message: { role: 'user', content: [{ type: 'text', text: prompt }] },
    parent_tool_use_id: author.parentToolUseId,
    ...author.before,
    session_id: talk.session.id,
    uuid: newUuid(),
    timestamp: stamp(talk.machine),
    ...author.after,
  });
}

async function ended(talk: Conversation, task: Task, summary: string, extra: Line, toolUses = 0): Promise<void> {
  const nowMs = talk.machine.nowMs();
  const ids = { task_id: task.id, run_id: task.run };
  await taskLine(talk, 'task_updated', { ...ids, patch: { status: 'completed', end_time: Math.round(nowMs) } });
  await taskLine(talk, 'task_notification', {
    ...ids,
    tool_use_id: task.toolUse,
    status: 'completed',
    output_file: outputFile(talk, task),
    summary,
    ...extra,
    usage: { total_tokens: 10_554, tool_uses: toolUses, duration_ms: Math.round(nowMs - task.startedMs) },
  });
}

function launched(talk: Conversation, task: Task, step: AgentStep['agent']): Parameters<typeof toolResult>[2] {
  const file = outputFile(talk, task);
  const text = `Async agent launched successfully.\nagentId: ${task.id}\nThe agent is working in the background. You will be notified automatically when it completes.\noutput_file: ${file}`;
  const result = {
    isAsync: true,
    status: 'async_launched',
    agentId: task.id,
    description: step.description,
    resolvedModel: talk.session.model,
    prompt: step.prompt,
    outputFile: file,
    canReadOutputFile: true,
    canContinueAgent: true,
  };
  return { ok: true, content: [{ type: 'text', text }], result, saysOk: false };
}

function reported(
  talk: Conversation,
  task: Task,
  step: AgentStep['agent'],
  tools: readonly string[],
): Parameters<typeof toolResult>[2] {
  const durationMs = Math.round(talk.machine.nowMs() - task.startedMs);
  const result = {
    status: 'completed',
    prompt: step.prompt,
    agentId: task.id,
    agentType: step.type ?? 'general-purpose',
    toolsUsed: [...new Set(tools)],
    content: [{ type: 'text', text: step.report }],
    resolvedModel: talk.session.model,
    totalDurationMs: durationMs,
    totalTokens: 10_554,
    totalToolUseCount: tools.length,
    usage: finalUsage(NO_TOKENS),
    canContinueAgent: true,
  };
  return {
    ok: true,
    content: [{ type: 'text', text: `[Subagent hand-back]\n  ${step.report}\nagentId: ${task.id}` }],
    result,
    saysOk: false,
  };
}

async function taskLine(talk: Conversation, subtype: string, fields: Line): Promise<void> {
  await talk.sink.line({ type: 'system', subtype, ...fields, uuid: newUuid(), session_id: talk.session.id });
}

function outputFile(talk: Conversation, task: Task): string {
  return `/tmp/claude-${process.getuid?.() ?? 0}/${talk.place.slug}/${talk.session.id}/tasks/${task.id}.output`;
}

export type { Flow };
