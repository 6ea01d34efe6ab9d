import { basename, resolve } from 'node:path';
import { textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import { runTool } from '../claude/tool-effect.ts';
import type { ToolStep } from '../scenario/step.ts';
import type { GeminiOptions } from './options.ts';
import { isOffered, notFound, toolName } from './tool-names.ts';

/** What a call gave. */
export interface ToolOutcome {
  readonly ok: boolean;
  /** `output` of stream-json: what the screen would show, where that is text. */
  readonly shown: string | null;
  readonly error: { readonly type: string; readonly message: string } | null;
  /** What the model is told. */
  readonly response: Line;
  /** `resultDisplay` of the session's file. */
  readonly display: unknown;
  readonly lines: { readonly added: number; readonly removed: number };
}

const NO_LINES = { added: 0, removed: 0 };
/** Types of errors by tool; only `tool_not_registered` and the one of `read_file` were recorded. */
const ERROR_TYPES: Readonly<Record<string, string>> = {
  read_file: 'file_not_found',
  write_file: 'file_write_failure',
  replace: 'edit_no_occurrence_found',
};

/** Runs one call: a tool that is not offered does not exist, one that the policy refuses says so. */
export function outcomeOf(step: ToolStep, options: GeminiOptions, cwd: string): ToolOutcome {
  const name = toolName(step.tool);
  if (!isOffered(step, options)) return failed('tool_not_registered', notFound(name, options));
  if (step.denied !== undefined && step.denied !== false) {
    return failed(
      'policy_violation',
      typeof step.denied === 'string' ? step.denied : 'Tool execution denied by policy.',
    );
  }
  if (name === 'run_shell_command') return shell(step);
  if (step.error !== undefined) return failed(ERROR_TYPES[name] ?? 'execution_failed', step.error, name);
  if (name === 'write_file' || name === 'replace') return written(step, name, cwd);
  const { output = '' } = step;
  // A file that was read is shown by its name alone, a folder by a list that is no text.
  const shown = name === 'read_file' ? '' : name === 'list_directory' ? null : output.trim();
  const display = step.result ?? shown ?? { summary: '', files: output.split('\n') };
  return { ok: true, shown, error: null, response: { output }, display, lines: NO_LINES };
}

/** Observed: a command that fails is a success, and its exit code stands only in what the model is told. */
function shell({ output = '', error }: ToolStep): ToolOutcome {
  const said = error === undefined || output !== '' ? output : error;
  const code = error === undefined ? 0 : Number(/^Exit code (\d+)/.exec(error)?.[1] ?? 1);
  const shown = said.trim();
  const told = [
    '<untrusted_context>',
    `Output: ${shown === '' ? '(empty)' : shown}`,
    ...(code === 0 ? [] : [`Exit Code: ${code}`]),
    `Process Group PGID: ${process.pid}`,
    '</untrusted_context>',
  ];
  const response = { output: told.join('\n') };
  return { ok: true, shown, error: null, response, display: shown, lines: NO_LINES };
}

function written(step: ToolStep, name: string, cwd: string): ToolOutcome {
  const outcome = runTool(step, cwd);
  if (!outcome.ok) return failed(ERROR_TYPES[name] ?? 'execution_failed', outcome.content);
  const input = step.input ?? {};
  const path = resolve(cwd, textAt(input, 'file_path') ?? 'unnamed.txt');
  const isNew = outcome.content.startsWith('File created');
  const fresh = textAt(input, 'content') ?? textAt(input, 'new_string') ?? '';
  const edited = name === 'replace';
  const words = edited ? 'modified file' : isNew ? 'created and wrote to new file' : 'overwrote file';
  const where = edited ? `${path} (1 replacements)` : path;
  const display = { fileName: basename(path), filePath: path, newContent: fresh, isNewFile: isNew };
  return {
    ok: true,
    shown: null,
    error: null,
    response: { output: `Successfully ${words}: ${where}. Here is the updated code:\n${fresh}` },
    display,
    lines: { added: lineCount(fresh), removed: lineCount(textAt(input, 'old_string') ?? '') },
  };
}

/** Observed: what is shown of a file that cannot be read does not name it. */
function failed(type: string, message: string, name = ''): ToolOutcome {
  const shown = name === 'read_file' ? message.replace(/: .*$/s, '.') : message;
  return { ok: false, shown, error: { type, message }, response: { error: message }, display: shown, lines: NO_LINES };
}

function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
