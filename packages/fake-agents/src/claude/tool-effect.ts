import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { ToolStep } from '../scenario/step.ts';
import { textAt } from './json.ts';
import type { Line } from './line.ts';

/** What a tool gives back: the words for the model and the structured result for the stream. */
export interface ToolOutcome {
  readonly ok: boolean;
  readonly content: string;
  readonly result: unknown;
  /** Only `Bash` says `is_error: false`. */
  readonly saysOk: boolean;
}

const FRESH = '(file state is current in your context — no need to Read it back)';

/** The outcome of a call that was admitted, in the shape of its tool; `Write`, `Edit` and `Bash` really do it when told so. */
export function runTool(step: ToolStep, cwd: string): ToolOutcome {
  if (step.error !== undefined) return failed(step.error);
  const outcome = shape(step, cwd);
  return step.result === undefined ? outcome : { ...outcome, result: step.result };
}

/** A call that ended badly. */
export function failed(words: string): ToolOutcome {
  return { ok: false, content: words, result: `Error: ${words}`, saysOk: false };
}

function shape(step: ToolStep, cwd: string): ToolOutcome {
  const { output = '', input = {} } = step;
  if (step.tool === 'Write') return write(input, cwd, step.effect === true);
  if (step.tool === 'Edit') return edit(input, cwd, step.effect === true);
  if (step.tool === 'Bash') {
    if (step.effect === true) return bash(input, cwd);
    const result = { stdout: output, stderr: '', interrupted: false, isImage: false, noOutputExpected: output === '' };
    return { ok: true, content: output === '' ? '(Bash completed with no output)' : output, result, saysOk: true };
  }
  if (step.tool === 'Read') {
    const rows = output.split('\n');
    const content = rows.map((row, index) => `${index + 1}\t${row}`).join('\n');
    const file = {
      filePath: textAt(input, 'file_path') ?? '',
      content: output,
      numLines: rows.length,
      startLine: 1,
      totalLines: rows.length,
    };
    return { ok: true, content, result: { type: 'text', file }, saysOk: false };
  }
  return { ok: true, content: output, result: output, saysOk: false };
}

/** What the real command said; the agent hears nothing until it has ended. */
function bash(input: Line, cwd: string): ToolOutcome {
  const command = textAt(input, 'command') ?? '';
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd, encoding: 'utf8' });
  const output = `${stdout}${stderr}`.trimEnd();
  if (status !== 0) return failed(`Exit code ${status ?? 'unknown'}${output === '' ? '' : `\n${output}`}`);
  return shape({ tool: 'Bash', output }, cwd);
}

function write(input: Line, cwd: string, effect: boolean): ToolOutcome {
  const path = resolve(cwd, textAt(input, 'file_path') ?? 'unnamed.txt');
  const content = textAt(input, 'content') ?? '';
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (effect) {
    if (!isBelow(path, cwd))
      return failed(`${path} is outside the working directory; a scripted tool writes nowhere else.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const words =
    before === null
      ? `File created successfully at: ${path} ${FRESH}`
      : `The file ${path} has been updated successfully. ${FRESH}`;
  const result = {
    type: before === null ? 'create' : 'update',
    filePath: path,
    content,
    structuredPatch: [],
    originalFile: before,
    userModified: false,
  };
  return { ok: true, content: words, result, saysOk: false };
}

function edit(input: Line, cwd: string, effect: boolean): ToolOutcome {
  const path = resolve(cwd, textAt(input, 'file_path') ?? 'unnamed.txt');
  const oldString = textAt(input, 'old_string') ?? '';
  const newString = textAt(input, 'new_string') ?? '';
  const replaceAll = input['replace_all'] === true;
  const original = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (effect) {
    if (!isBelow(path, cwd))
      return failed(`${path} is outside the working directory; a scripted tool writes nowhere else.`);
    if (!original.includes(oldString)) return failed(`String to replace not found in file.\nString: ${oldString}`);
    // A function as replacement: `$&` in the new text is no pattern.
    const next = replaceAll
      ? original.replaceAll(oldString, () => newString)
      : original.replace(oldString, () => newString);
    writeFileSync(path, next);
  }
  const at = original.slice(0, Math.max(0, original.indexOf(oldString))).split('\n').length;
  const lines = [...oldString.split('\n').map((row) => `-${row}`), ...newString.split('\n').map((row) => `+${row}`)];
  const patch = {
    oldStart: at,
    oldLines: oldString.split('\n').length,
    newStart: at,
    newLines: newString.split('\n').length,
    lines,
  };
  const result = {
    filePath: path,
    oldString,
    newString,
    originalFile: original,
    structuredPatch: [patch],
    userModified: false,
    replaceAll,
  };
  return { ok: true, content: `The file ${path} has been updated successfully. ${FRESH}`, result, saysOk: false };
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}
