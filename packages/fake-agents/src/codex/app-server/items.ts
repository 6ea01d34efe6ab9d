import { objectAt, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';

/** An item of `exec --json` as the server tells it; `null` where it has none. Only messages, thoughts and commands were recorded. */
export function appItem(item: Line, { id, cwd }: { readonly id: string; readonly cwd: string }): Line | null {
  const { status } = item;
  const state = status === 'in_progress' ? 'inProgress' : status;
  switch (item['type']) {
    case 'agent_message':
      return {
        type: 'agentMessage',
        moderation: null,
        id,
        text: item['text'],
        phase: null,
        memoryCitation: null,
        delivery: null,
        questions: null,
      };
    case 'reasoning':
      return { type: 'reasoning', id, summary: [item['text']], content: [] };
    case 'command_execution':
      return command(item, { id, cwd, state });
    case 'file_change':
      return { type: 'fileChange', id, changes: changes(item['changes']), status: state };
    case 'mcp_tool_call':
      return {
        type: 'mcpToolCall',
        id,
        server: item['server'],
        tool: item['tool'],
        status: state,
        arguments: item['arguments'],
        appContext: null,
        mcpAppUi: null,
        pluginId: null,
        readOnlyHint: null,
        result: mcpResult(item['result']),
        error: item['error'],
        durationMs: null,
      };
    default:
      return null;
  }
}

function command(item: Line, of: { readonly id: string; readonly cwd: string; readonly state: unknown }): Line {
  const shown = textAt(item, 'command') ?? '';
  const output = textAt(item, 'aggregated_output') ?? '';
  return {
    type: 'commandExecution',
    id: of.id,
    pluginId: null,
    scriptPath: null,
    command: shown,
    cwd: of.cwd,
    processId: String(process.pid),
    source: 'unifiedExecStartup',
    status: of.state,
    commandActions: [{ type: 'unknown', command: shown.replace(/^\/bin\/bash -lc (['"]?)(.*)\1$/s, '$2') }],
    // Observed: null, not an empty text, of a command that printed nothing.
    aggregatedOutput: output === '' ? null : output,
    exitCode: item['exit_code'],
    durationMs: item['exit_code'] === null ? null : 0,
  };
}

function changes(list: unknown): readonly Line[] {
  if (!Array.isArray(list)) return [];
  return list.map((change: Line) => ({
    path: change['path'],
    kind: change['kind'] === 'add' ? { type: 'add' } : { type: change['kind'], move_path: null },
    diff: '',
  }));
}

function mcpResult(result: unknown): Line | null {
  if (typeof result !== 'object' || result === null) return null;
  const { content, structured_content: structuredContent } = objectAt({ result }, 'result');
  return { content, structuredContent, _meta: null };
}
