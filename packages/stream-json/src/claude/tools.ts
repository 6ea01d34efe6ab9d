/**
 * The tools of Claude Code that only look (names of 2.1.329, and older ones that are gone). `TodoWrite` and
 * `StructuredOutput` write nothing but the session itself. Everything else may change something, and so may tools that
 * this list does not know, any MCP tool, `WebFetch` (an address can be a button) and `Agent`, whose deeper calls are not
 * shown.
 */
const READ_ONLY: ReadonlySet<string> = new Set([
  'AskUserQuestion',
  'BashOutput',
  'CronList',
  'Glob',
  'Grep',
  'LS',
  'ListAgents',
  'ListMcpResourcesTool',
  'NotebookRead',
  'Read',
  'StructuredOutput',
  'TaskGet',
  'TaskList',
  'TaskOutput',
  'TodoRead',
  'TodoWrite',
  'ToolSearch',
  'WebSearch',
]);

/** Whether a call of this tool may have changed something that a second run would change again. */
export function effectOf(tool: string): 'none' | 'possible' {
  return READ_ONLY.has(tool) ? 'none' : 'possible';
}
