import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import { runTool } from '../claude/tool-effect.ts';
import { hang } from '../machine/hang.ts';
import type { ToolStep } from '../scenario/step.ts';
import { shellCommand } from './command-line.ts';
import { callId } from './ids.ts';
import type { Thread } from './thread.ts';

/** A call as stdout and as the rollout tell it. */
interface Call {
  readonly started: Line;
  readonly completed: Line;
  readonly request: Line;
  readonly event: Line;
  readonly output: unknown;
}

/** Calls tools: all of them begin, then they end in the given order. What the sandbox refuses has no item at all. */
export async function callTools(thread: Thread, steps: readonly ToolStep[], finish: readonly number[]): Promise<void> {
  const { machine, sink, signal } = thread.parts;
  const open = new Map<number, { readonly call: Call; readonly id: string; readonly step: ToolStep }>();
  for (const [index, step] of steps.entries()) {
    thread.begin(step.usage);
    const id = callId();
    const refusal = refusalOf(step, thread);
    // What is refused must not touch a file.
    const call = shape(refusal === null ? step : { ...step, effect: false }, thread, id);
    thread.record(call.request);
    if (refusal !== null) {
      thread.record(outputOf(call, id, refusal.says));
      const at = new Date(machine.nowMs()).toISOString();
      if (refusal.byCodex) await machine.stderr(`${at} ERROR codex_core::tools::router: error=${refusal.says}\n`);
      continue;
    }
    const item = thread.nextItem();
    open.set(index, { call, id: item, step });
    await sink.item('started', { id: item, ...call.started }, id);
  }
  thread.end();
  for (const index of finish) {
    const running = open.get(index);
    if (running === undefined) continue;
    const { call, id, step } = running;
    if (step.takes !== undefined) await machine.sleep(step.takes, signal);
    if (step.hangs === true) await hang(signal, machine);
    const asked = textAt(call.request, 'call_id') ?? '';
    await sink.item('completed', { id, ...call.completed }, asked);
    thread.record(outputOf(call, asked, call.output), call.event);
  }
}

/** What the model hears of a call that does not happen. What Codex itself refuses is told on stderr too. */
function refusalOf(
  { denied, asks, tool }: ToolStep,
  { parts }: Thread,
): { readonly says: string; readonly byCodex: boolean } | null {
  if (tool === 'update_plan') return { says: `unsupported call: ${tool}`, byCodex: true };
  const bySandbox = parts.sandbox === 'read-only' && (asks ?? isEdit(tool));
  const isDenied = denied !== undefined && denied !== false;
  if (!isDenied && !bySandbox) return null;
  if (typeof denied === 'string') return { says: denied, byCodex: false };
  if (!isEdit(tool)) return { says: 'Read-only file system', byCodex: false };
  return {
    says: 'patch rejected: writing is blocked by read-only sandbox; rejected by user approval settings',
    byCodex: true,
  };
}

function outputOf({ request }: Call, id: string, output: unknown): Line {
  return { type: `${textAt(request, 'type') ?? ''}_output`, call_id: id, output };
}

function isEdit(tool: string): boolean {
  return tool === 'Write' || tool === 'Edit';
}

function shape(step: ToolStep, thread: Thread, id: string): Call {
  if (step.tool === 'Bash') return command(step, thread, id);
  return isEdit(step.tool) ? fileChange(step, thread, id) : mcp(step, id);
}

function command({ input = {}, output = '', error }: ToolStep, { parts }: Thread, id: string): Call {
  const cmd = textAt(input, 'command') ?? '';
  const exitCode = error === undefined ? 0 : Number(/^Exit code (\d+)/.exec(error)?.[1] ?? 1);
  const said = error === undefined ? output : output === '' ? error : output;
  const whole = said === '' || said.endsWith('\n') ? said : `${said}\n`;
  const status = exitCode === 0 ? 'completed' : 'failed';
  const base = { type: 'command_execution', command: shellCommand(cmd) };
  return {
    started: { ...base, aggregated_output: '', exit_code: null, status: 'in_progress' },
    completed: { ...base, aggregated_output: whole, exit_code: exitCode, status },
    request: {
      type: 'function_call',
      status: 'completed',
      name: 'exec_command',
      arguments: JSON.stringify({ cmd }),
      call_id: id,
    },
    event: {
      type: 'CommandExecution',
      id,
      command: ['/bin/bash', '-lc', cmd],
      cwd: `file://${parts.cwd}`,
      status,
      aggregated_output: whole,
      exit_code: exitCode,
    },
    output: `Process exited with code ${exitCode}\nOutput:\n${whole}`,
  };
}

function fileChange(step: ToolStep, { parts }: Thread, id: string): Call {
  const path = resolve(parts.cwd, textAt(step.input ?? {}, 'file_path') ?? 'unnamed.txt');
  const kind = step.tool === 'Write' && !existsSync(path) ? 'add' : 'update';
  const outcome = runTool(step, parts.cwd);
  const status = outcome.ok ? 'completed' : 'failed';
  const base = { type: 'file_change', changes: [{ path, kind }] };
  const head = kind === 'add' ? 'Add' : 'Update';
  return {
    started: { ...base, status: 'in_progress' },
    completed: { ...base, status },
    request: {
      type: 'custom_tool_call',
      status: 'completed',
      call_id: id,
      name: 'apply_patch',
      input: `*** Begin Patch\n*** ${head} File: ${path}\n*** End Patch\n`,
    },
    event: { type: 'FileChange', id, changes: { [path]: { type: kind } }, status },
    output: outcome.ok ? `Success. Updated the following files:\n${path}\n` : outcome.content,
  };
}

/** `mcp__server__tool`, or any other name as a tool of the server `scripted`. */
function mcp({ tool, input = {}, output = '', error, result }: ToolStep, id: string): Call {
  const [, server = 'scripted', name = tool] = /^mcp__(.+?)__(.+)$/.exec(tool) ?? [];
  const base = { type: 'mcp_tool_call', server, tool: name, arguments: input };
  const content = [{ type: 'text', text: output }];
  const answer = error === undefined ? { content, structured_content: result ?? null } : null;
  const status = error === undefined ? 'completed' : 'failed';
  return {
    started: { ...base, result: null, error: null, status: 'in_progress' },
    completed: { ...base, result: answer, error: error === undefined ? null : { message: error }, status },
    request: {
      type: 'function_call',
      status: 'completed',
      name,
      namespace: `mcp__${server}`,
      arguments: JSON.stringify(input),
      call_id: id,
    },
    event: { type: 'McpToolCall', id, server, tool: name, arguments: input, status },
    output: [{ type: 'input_text', text: error ?? output }],
  };
}
