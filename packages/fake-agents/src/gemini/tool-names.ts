import { basename } from 'node:path';
import { textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { ToolStep } from '../scenario/step.ts';
import type { GeminiOptions } from './options.ts';

/** A scenario's names, and the ones of Gemini CLI 0.61.0. Any other name stays as it is. */
const NAMES: Readonly<Record<string, string>> = {
  Bash: 'run_shell_command',
  Read: 'read_file',
  Write: 'write_file',
  Edit: 'replace',
  LS: 'list_directory',
  Glob: 'glob',
  Grep: 'grep_search',
  WebFetch: 'web_fetch',
  WebSearch: 'google_web_search',
};
/** In the order in which the CLI offers them to the model without a person to ask. */
const ALWAYS = 'update_topic list_directory read_file grep_search glob google_web_search enter_plan_mode invoke_agent';
const EDITS: ReadonlySet<string> = new Set(['replace', 'write_file', 'web_fetch']);
const SHELL = 'run_shell_command';

/** What Gemini calls a tool; `mcp__server__tool` becomes `mcp_server_tool`. */
export function toolName(tool: string): string {
  const [, server, name] = /^mcp__(.+?)__(.+)$/.exec(tool) ?? [];
  return server === undefined ? (NAMES[tool] ?? tool) : `mcp_${server}_${name ?? ''}`;
}

const DISPLAY_NAMES: Readonly<Record<string, string>> = {
  read_file: 'ReadFile',
  list_directory: 'ReadFolder',
  write_file: 'WriteFile',
  replace: 'Edit',
  run_shell_command: 'Shell',
  glob: 'FindFiles',
  grep_search: 'SearchText',
  google_web_search: 'GoogleSearch',
  web_fetch: 'WebFetch',
};

/** What the screen calls a tool. */
export function displayName(name: string): string {
  return DISPLAY_NAMES[name] ?? name;
}

/** What the screen says of a call beside the tool's name. */
export function callWords(input: Line): string {
  const path = textAt(input, 'file_path');
  return path === null ? (textAt(input, 'command') ?? '') : basename(path);
}

/** Whether the model has this tool at all: headless, the ones that would have to be asked for are not offered. */
export function isOffered(step: ToolStep, { approval, allowedTools }: GeminiOptions): boolean {
  const name = toolName(step.tool);
  if (approval === 'yolo' || allowedTools.includes(name)) return true;
  if (approval === 'auto_edit' && EDITS.has(name)) return true;
  return !(step.asks ?? (EDITS.has(name) || name === SHELL));
}

/** The answer to a call of a tool that is not offered, with the three names that are most like it. */
export function notFound(name: string, { approval }: GeminiOptions): string {
  const edits = approval === 'auto_edit' || approval === 'yolo' ? [...EDITS] : [];
  const near = [...ALWAYS.split(' '), ...edits]
    .map((other) => ({ other, distance: distance(name, other) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3);
  return `Tool "${name}" not found. Did you mean one of: ${near.map(({ other }) => `"${other}"`).join(', ')}?`;
}

/** Levenshtein's: how many letters have to be put in, taken away or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [at, letter] of Array.from(a).entries()) {
    const next = [at + 1];
    for (const [index, other] of Array.from(b).entries()) {
      const change = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
