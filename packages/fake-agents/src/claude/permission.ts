import type { ToolStep } from '../scenario/step.ts';
import type { ClaudeOptions } from './options.ts';
import type { Line } from './line.ts';

const EDITORS = ['Write', 'Edit', 'NotebookEdit'];

/** What the permission rules said of a call: the reason of a refusal, or how it was admitted. */
export type Permission =
  | { readonly allowed: true; readonly meta: Line }
  | { readonly allowed: false; readonly reason: string };

/** Decides as the CLI does without a person: what would ask is refused. */
export function decide(step: ToolStep, options: ClaudeOptions): Permission {
  const asks = step.asks ?? EDITORS.includes(step.tool);
  const mode = options.permissionMode;
  if (step.denied === undefined || step.denied === false) {
    if (mode === 'bypassPermissions' || (mode === 'acceptEdits' && EDITORS.includes(step.tool)))
      return admitted('mode');
    if (!asks || mode === 'auto') return admitted(mode === 'auto' ? 'mode' : 'rule');
  }
  if (options.allowedTools.some((rule) => matches(rule, step)))
    return admitted(step.tool === 'Bash' ? 'subcommandResults' : 'rule');
  const about = subject(step);
  const reason = `${step.tool}${about === null ? '' : ` of '${about}'`} needs approval, and nobody can be asked in this mode.`;
  return { allowed: false, reason: typeof step.denied === 'string' ? step.denied : reason };
}

const admitted = (reason: string): Permission => {
  return { allowed: true, meta: { decision: 'accept', source: 'config', reason_type: reason } };
};

/** `Read`, `Bash(rm *)` or `Bash(npm run:*)`. */
function matches(rule: string, step: ToolStep): boolean {
  const parts = /^([^(]+)(?:\((.*)\))?$/.exec(rule);
  if (parts?.[1] !== step.tool) return false;
  const pattern = parts[2];
  if (pattern === undefined) return true;
  const escaped = pattern.replace(/:\*$/, '*').replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`, 's').test(subject(step) ?? '');
}

function subject(step: ToolStep): string | null {
  const { command, file_path: path } = step.input ?? {};
  if (typeof command === 'string') return command;
  return typeof path === 'string' ? path : null;
}
