/**
 * The tools of Gemini CLI that only look (names of 0.61.0, and `search_file_content`, which older versions had).
 * `update_topic` and `write_todos` write nothing but the session itself. Everything else may change something, and so may
 * tools that this list does not know, any MCP tool, `web_fetch` (an address can be a button) and `invoke_agent`, whose
 * deeper calls are not shown.
 */
const READ_ONLY: ReadonlySet<string> = new Set([
  'enter_plan_mode',
  'get_internal_docs',
  'glob',
  'google_web_search',
  'grep_search',
  'list_directory',
  'read_file',
  'read_many_files',
  'search_file_content',
  'update_topic',
  'write_todos',
]);

/** Whether a call of this tool may have changed something that a second run would change again. */
export function effectOf(tool: string): 'none' | 'possible' {
  return READ_ONLY.has(tool) ? 'none' : 'possible';
}

/**
 * Errors of a tool result that say that the tool was not to be had. Without a person to ask, Gemini CLI does not offer
 * the tools that need an approval, and a call of one is answered as a call of a tool that does not exist.
 */
const REFUSALS: ReadonlySet<string> = new Set(['tool_not_registered', 'policy_violation']);

/** Whether the type of a tool result's error says that the rules refused the tool. */
export function isRefusal(errorType: string | null): boolean {
  return errorType !== null && REFUSALS.has(errorType);
}
